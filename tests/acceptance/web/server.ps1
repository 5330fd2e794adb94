# A server that shows what a client sent, and answers in the ways a client must understand. For web_commands_test.sh, whose cases stand beside it: the results are those of PowerShell 7.6 against this server.
# Arguments: the pipe's name, the TCP port, the Unix socket.
param([string] $Pipe, [int] $Port = -1, [string] $Socket)
New-KrServer -Name 'web commands'
if ($Pipe) { Add-KrNamedPipeListener -NamedPipeName $Pipe }
if ($Port -ge 0) { Add-KrEndpoint -Port $Port }
if ($Socket) { Add-KrListenUnixSocket -SocketPath $Socket }
$tries = @{}
Enable-KrConfiguration

# The request as JSON; times and ports left out.
Add-KrMapRoute -Verbs Get, Post, Put, Patch, Delete, Options -Pattern '/echo/{*rest}' -ScriptBlock {
    $request = $Context.Request
    $headers = [ordered]@{}
    foreach ($name in $request.Headers.Keys | Sort-Object) { $headers[$name] = $request.Headers[$name] }
    Write-KrJsonResponse -InputObject ([ordered]@{ method = $request.Method; path = $request.Path; query = $request.QueryString; headers = $headers; body = $request.Body })
}
Add-KrMapRoute -Verbs Get, Post, Head -Pattern '/status/{code}' -ScriptBlock {
    Write-KrTextResponse -InputObject "status $(Get-KrRequestRouteParam -Name code)" -StatusCode ([int](Get-KrRequestRouteParam -Name code))
}
Add-KrMapRoute -Verbs Get -Pattern '/type/{kind}' -ScriptBlock {
    $known = @{
        json  = 'application/json', '{"a":1,"b":[1,2],"when":"2024-01-02T03:04:05Z"}'
        array = 'application/json', '[{"n":1},{"n":2}]'
        null  = 'application/json', 'null'
        bad   = 'application/json', '{"a":'
        xml   = 'application/xml', '<root><item id="1">one</item></root>'
        rss   = 'application/rss+xml', '<rss version="2.0"><channel><title>T</title><item><title>A</title><link>http://x/a</link></item><item><title>B</title></item></channel></rss>'
        atom  = 'application/atom+xml', '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>E1</title></entry><entry><title>E2</title></entry></feed>'
        text  = 'text/plain; charset=utf-8', "caf$([char]0xe9)`nline"
        html  = 'text/html', '<html><body><a href="/one" class="k">One</a> <A HREF=two>Two <b>x</b></A><img src="p.png" alt="P"/><form><input type="text" name="q" value="v&amp;w"><input type=submit id=go></form></body></html>'
        problem = 'application/problem+json', '{"title":"x"}'
        empty = 'text/plain', ''
    }[(Get-KrRequestRouteParam -Name kind)]
    $Context.Response.ContentType = $known[0]
    $Context.Response.Body = $known[1]
}
# Answers with the type and the text that the query names.
Add-KrMapRoute -Verbs Get, Post -Pattern '/say' -ScriptBlock {
    if (Get-KrRequestQuery -Name type) { $Context.Response.ContentType = Get-KrRequestQuery -Name type }
    $Context.Response.Headers['X-Many'] = 'a, b'
    if (Get-KrRequestQuery -Name code) { $Context.Response.StatusCode = [int](Get-KrRequestQuery -Name code) }
    $Context.Response.Body = "$(Get-KrRequestQuery -Name text)"
}
Add-KrMapRoute -Verbs Get -Pattern '/latin1' -ScriptBlock {
    $Context.Response.ContentType = 'text/plain; charset=iso-8859-1'
    $Context.Response.Body = [byte[]](99, 97, 102, 0xe9)
}
Add-KrMapRoute -Verbs Get -Pattern '/nocharset' -ScriptBlock {
    $Context.Response.ContentType = 'application/octet-stream'
    $Context.Response.Body = [byte[]](0, 1, 2, 255)
}
Add-KrMapRoute -Verbs Get, Post, Put -Pattern '/redirect/{code}/{count}' -ScriptBlock {
    $count = [int](Get-KrRequestRouteParam -Name count)
    $code = [int](Get-KrRequestRouteParam -Name code)
    $Context.Response.Headers['Location'] = $count -gt 1 ? "/redirect/$code/$($count - 1)" : '/echo/end'
    $Context.Response.StatusCode = $code
}
Add-KrMapRoute -Verbs Get -Pattern '/away' -ScriptBlock {
    $Context.Response.Headers['Location'] = "http://localhost:$(Get-KrRequestQuery -Name port)/echo/away"
    $Context.Response.StatusCode = 302
}
Add-KrMapRoute -Verbs Get -Pattern '/cookies/set' -ScriptBlock {
    $Context.Response.Cookies.Append('one', '1')
    $Context.Response.Cookies.Append('two', 'b')
    Write-KrTextResponse -InputObject 'set'
}
Add-KrMapRoute -Verbs Get -Pattern '/pages/{n}' -ScriptBlock {
    $n = [int](Get-KrRequestRouteParam -Name n)
    $links = @('</pages/1>; rel="first"')
    if ($n -lt 4) { $links += "</pages/$($n + 1)>; rel=`"next`"" }
    $Context.Response.Headers['Link'] = $links -join ', '
    Write-KrJsonResponse -InputObject @{ page = $n }
}
Add-KrMapRoute -Verbs Get -Pattern '/flaky/{key}/{failures}' -ScriptBlock {
    $key = Get-KrRequestRouteParam -Name key
    $tries[$key] = 1 + $tries[$key]
    if ($tries[$key] -le [int](Get-KrRequestRouteParam -Name failures)) { Write-KrTextResponse -InputObject 'busy' -StatusCode 503 }
    else { Write-KrTextResponse -InputObject "after $($tries[$key])" }
}
Add-KrMapRoute -Verbs Post -Pattern '/length' -ScriptBlock { Write-KrTextResponse -InputObject $Context.Request.ContentLength }
Add-KrMapRoute -Verbs Get -Pattern '/slow/{ms}' -ScriptBlock {
    Start-Sleep -Milliseconds ([int](Get-KrRequestRouteParam -Name ms))
    Write-KrTextResponse -InputObject 'late'
}
Add-KrMapRoute -Verbs Get, Head -Pattern '/range' -ScriptBlock {
    $all = '0123456789'
    $range = $Context.Request.Headers['Range']
    if ($range -match '^bytes=(\d+)-$') {
        $from = [int]$Matches[1]
        if ($from -ge $all.Length) {
            $Context.Response.Headers['Content-Range'] = "bytes */$($all.Length)"
            $Context.Response.StatusCode = 416
            return
        }
        $Context.Response.Headers['Content-Range'] = "bytes $from-$($all.Length - 1)/$($all.Length)"
        Write-KrTextResponse -InputObject $all.Substring($from) -StatusCode 206
    }
    else { Write-KrTextResponse -InputObject $all }
}
Start-KrServer
