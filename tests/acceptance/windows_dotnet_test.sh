#!/usr/bin/env bash
# A .NET program for Windows: HttpClient over NamedPipeClientStream, self-contained, against kestrun.exe. Under Wine.
. "$(dirname "$0")/common.sh"

command -v dotnet >/dev/null || { echo "skipped: there is no dotnet"; exit 77; }
wine="$KESTRUN_SOURCE/scripts/wine"
mkdir "$work/client"
cat >"$work/client/client.csproj" <<EOT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net$(dotnet --version | cut -d. -f1).0</TargetFramework>
    <RuntimeIdentifier>win-x64</RuntimeIdentifier>
    <SelfContained>true</SelfContained>
    <InvariantGlobalization>true</InvariantGlobalization>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
EOT
cat >"$work/client/Program.cs" <<'EOT'
using System.IO.Pipes;

// Each connection is a pipe of its own.
var handler = new SocketsHttpHandler
{
    ConnectCallback = async (context, cancel) =>
    {
        var pipe = new NamedPipeClientStream(".", args[0], PipeDirection.InOut, PipeOptions.Asynchronous);
        await pipe.ConnectAsync(20000, cancel);
        return pipe;
    }
};
using var client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost"), Timeout = TimeSpan.FromSeconds(30) };
Console.WriteLine("one: " + await client.GetStringAsync("/pipe"));
string[] all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => client.GetStringAsync("/pipe")));
Console.WriteLine("parallel: " + all.Count(text => text == "Hello over named pipe"));
using var missing = await client.GetAsync("/other");
Console.WriteLine("wrong path: " + (int)missing.StatusCode);
EOT
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# The compiler server must not outlive the test; its pipes do not belong into our folder.
TMPDIR=/tmp timeout 200 dotnet publish "$work/client" -o "$work/bin" -v q --nologo -p:UseSharedCompilation=false -nodeReuse:false >"$work/build.log" 2>&1 ||
    { echo "skipped: a .NET program for Windows cannot be built here:"; tail -5 "$work/build.log"; exit 77; }

"$wine" "$KESTRUN" "$KESTRUN_SOURCE/examples/7.4-Named-Pipes.ps1" -NamedPipeName kr.win.dotnet >"$work/log" 2>&1 &
server=$!
started+=("$server")
wait_for 60 grep -q "Listening on pipe:kr.win.dotnet" "$work/log" || { echo "the server did not come up:"; cat "$work/log"; exit 1; }
timeout 60 "$wine" "$work/bin/client.exe" kr.win.dotnet >"$work/answers" 2>&1 || fail "the client ended with $?"
check "HttpClient" "one: Hello over named pipe
parallel: 16
wrong path: 404" "$(tr -d '\r' <"$work/answers")"
stop INT
check "exit status" 0 "$status"
finish
