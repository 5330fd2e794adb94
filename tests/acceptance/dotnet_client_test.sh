#!/usr/bin/env bash
# A .NET program's NamedPipeClientStream connects by the pipe's name and knows no difference.
. "$(dirname "$0")/common.sh"

command -v dotnet >/dev/null || { echo "skipped: there is no dotnet"; exit 77; }
mkdir "$work/client"
cat >"$work/client/client.csproj" <<EOT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net$(dotnet --version | cut -d. -f1).0</TargetFramework>
  </PropertyGroup>
</Project>
EOT
cat >"$work/client/Program.cs" <<'EOT'
using System;
using System.IO;
using System.IO.Pipes;
using System.Text;

using var pipe = new NamedPipeClientStream(".", args[0], PipeDirection.InOut, PipeOptions.Asynchronous);
pipe.Connect(10000);
pipe.Write(Encoding.ASCII.GetBytes("GET /pipe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
using var all = new MemoryStream();
pipe.CopyTo(all);
string answer = Encoding.UTF8.GetString(all.ToArray());
Console.Write(answer.Substring(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4));
EOT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_HOME=$work
# The compiler server must not outlive the test; its pipes do not belong into our folder.
TMPDIR=/tmp timeout 90 dotnet build "$work/client" -o "$work/bin" -v q --nologo -p:UseSharedCompilation=false -nodeReuse:false >"$work/build.log" 2>&1 ||
    { echo "skipped: a .NET program cannot be built here:"; tail -5 "$work/build.log"; exit 77; }

serve "$work/log" dotnet.pipe "$KESTRUN_SOURCE/examples/7.4-Named-Pipes.ps1" -NamedPipeName dotnet.pipe
check "NamedPipeClientStream" "Hello over named pipe" "$(timeout 30 dotnet "$work/bin/client.dll" dotnet.pipe)"
stop TERM
check "exit status" 0 "$status"
finish
