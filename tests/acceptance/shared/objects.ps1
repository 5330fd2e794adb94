# Every kind of object that threads share, changed and read by four at once.
param([int]$Rounds = 60, [string[]]$Only)
class Account {
    [int]$Balance
    [string]$Name = 'a'
    [object]$Any
    static [int]$Made = 0
    static [hashtable]$Known = @{}
    Account() { [Account]::Made++ }
    [int] Add([int]$n) { $this.Balance += $n; return $this.Balance }
}
$kinds = [ordered]@{
    array       = , @(1, 2, 3, 4)
    ints        = , [int[]](1, 2, 3, 4)
    bytes       = , [byte[]](1, 2, 3, 4)
    list        = , [System.Collections.Generic.List[object]]::new()
    strings     = , [System.Collections.Generic.List[string]]::new()
    arraylist   = , [System.Collections.ArrayList]::new()
    hashtable   = @{ a = 1; b = 2 }
    ordered     = [ordered]@{ a = 1; b = 2 }
    dictionary  = [System.Collections.Generic.Dictionary[string, object]]::new()
    sorted      = [System.Collections.Generic.SortedDictionary[string, object]]::new()
    sortedlist  = [System.Collections.SortedList]::new()
    set         = , [System.Collections.Generic.HashSet[object]]::new()
    sortedset   = , [System.Collections.Generic.SortedSet[int]]::new()
    queue       = , [System.Collections.Generic.Queue[object]]::new()
    oldqueue    = , [System.Collections.Queue]::new()
    stack       = , [System.Collections.Generic.Stack[object]]::new()
    oldstack    = , [System.Collections.Stack]::new()
    linked      = , [System.Collections.Generic.LinkedList[object]]::new()
    priority    = [System.Collections.Generic.PriorityQueue[object, int]]::new()
    bits        = , [System.Collections.BitArray]::new(64)
    cqueue      = , [System.Collections.Concurrent.ConcurrentQueue[object]]::new()
    cstack      = , [System.Collections.Concurrent.ConcurrentStack[object]]::new()
    cbag        = , [System.Collections.Concurrent.ConcurrentBag[object]]::new()
    cdictionary = [System.Collections.Concurrent.ConcurrentDictionary[string, object]]::new()
    blocking    = , [System.Collections.Concurrent.BlockingCollection[object]]::new()
    sync        = [hashtable]::Synchronized(@{ a = 1 })
    builder     = [System.Text.StringBuilder]::new()
    object      = [pscustomobject]@{ A = 1; B = 'x' }
    account     = [Account]::new()
    random      = [System.Random]::new(1)
    watch       = [System.Diagnostics.Stopwatch]::StartNew()
    memory      = [System.IO.MemoryStream]::new()
    writer      = [System.IO.StringWriter]::new()
    xml         = [xml]'<a><b c="1">t</b><b c="2"/></a>'
    regex       = [regex]'(?<w>\w+)-(\d+)'
    culture     = [cultureinfo]'de-DE'
    enumerable  = , [System.Linq.Enumerable]::Range(1, 10)
    ref         = [ref]5
    nvc         = , [System.Collections.Specialized.NameValueCollection]::new()
    collection  = , [System.Collections.ObjectModel.Collection[object]]::new()
    block       = { param($x) "<$x>" }
    lazy        = [System.Collections.Generic.KeyValuePair[string, int]]::new('a', 1)
    uri         = [uri]'http://example.org:81/a?b#c'
    version     = [version]'1.2.3.4'
    exception   = [System.InvalidOperationException]::new('no')
    record      = $(try { throw 'x' } catch { $_ })
    secure      = (ConvertTo-SecureString 'secret' -AsPlainText -Force)
    timer       = [System.Threading.SemaphoreSlim]::new(2)
    event       = [System.Threading.ManualResetEventSlim]::new($true)
    source      = [System.Threading.CancellationTokenSource]::new()
    mutex       = [System.Threading.Mutex]::new()
    info        = Get-Item /tmp
    date        = (Get-Date)
    guid        = [guid]::NewGuid()
    big         = [bigint]'123456789012345678901234567890'
    tuple       = [System.Tuple]::Create(1, 'a', @(1))
}
$work = {
    param($kind, $o, $n, $rounds)
    for ($i = 0; $i -lt $rounds; $i++) {
        $key = "k$(($i * 7 + $n) % 13)"
        try {
            switch ($kind) {
                { $_ -in 'array', 'ints', 'bytes' } { $o[$i % 4] = $i % 100; $null = $o.Count + $o[-1]; $null = $o -contains 3; foreach ($x in $o) { $null = $x }; $null = "$o"; $null = $o | Sort-Object; [array]::Reverse($o); [array]::Sort($o); $null = $o.Clone(); $null = [array]::IndexOf($o, 3); $null = $o + 1; $null = $o[0..2] }
                { $_ -in 'list', 'strings', 'arraylist', 'collection' } { $null = $o.Add("v$i"); $null = $o.Count; if ($o.Count -gt 20) { $o.RemoveAt(0) }; $null = $o[0]; $o[0] = $key; $null = $o.Contains($key); foreach ($x in $o) { $null = $x }; $null = $o.IndexOf($key); $null = "$o"; $null = $o -contains $key; $o.Insert(0, 'q'); $null = $o | ForEach-Object { $_ }; $null = ConvertTo-Json @($o); $null = @($o).Count; $null = $o.Remove($key); $null = $o.ToArray(); $o.Sort(); $o.Reverse(); $null = $o.GetEnumerator(); if ($i % 10 -eq 0) { $o.Clear() } }
                { $_ -in 'hashtable', 'ordered', 'dictionary', 'sorted', 'sortedlist', 'cdictionary', 'sync' } { $o[$key] = $i; $null = $o.$key; $o.$key = @{ n = $i }; $null = $o.Count; $null = $o.ContainsKey($key); $null = @($o.Keys); $null = @($o.Values); foreach ($e in $o.GetEnumerator()) { $null = $e.Key }; $null = ConvertTo-Json $o; $null = $o | Out-String; $null = $o.Remove($key); $null = $o.Clone(); $null = $o + @{ zz = 1 }; if ($i % 10 -eq 0) { $o.Clear() } }
                { $_ -in 'set', 'sortedset' } { $null = $o.Add($i % 30); $null = $o.Count; $null = $o.Contains(3); $null = $o.Remove($i % 7); foreach ($x in $o) { $null = $x }; $null = "$o"; $o.UnionWith([int[]](1, 2)); $null = @($o); $o.ExceptWith([int[]](2, 9)); if ($i % 10 -eq 0) { $o.Clear() } }
                { $_ -in 'queue', 'oldqueue', 'cqueue' } { $o.Enqueue($i); $null = $o.Count; $x = $null; if ($kind -eq 'oldqueue') { $null = $o.Dequeue(); $null = $o.Peek() } else { $null = $o.TryDequeue([ref]$x); $null = $o.TryPeek([ref]$x) }; $o.Enqueue(@{ a = $i }); foreach ($x in $o) { $null = $x }; $null = $o.ToArray(); $null = "$o" }
                { $_ -in 'stack', 'oldstack', 'cstack' } { $o.Push($i); $null = $o.Count; $x = $null; if ($kind -eq 'oldstack') { $null = $o.Pop(); $null = $o.Peek() } else { $null = $o.TryPop([ref]$x); $null = $o.TryPeek([ref]$x) }; $o.Push(@{ a = $i }); foreach ($x in $o) { $null = $x }; $null = $o.ToArray(); $null = "$o" }
                'linked' { $null = $o.AddLast($i); $null = $o.AddFirst($i); $null = $o.Count; $null = $o.First.Value; $null = $o.Last.Previous; $null = $o.Contains(3); foreach ($x in $o) { $null = $x }; if ($o.Count -gt 10) { $o.RemoveFirst(); $o.RemoveLast() }; $null = $o.Find(3) }
                'priority' { $o.Enqueue("v$i", $i % 5); $null = $o.Count; $x = $null; $p = 0; $null = $o.TryDequeue([ref]$x, [ref]$p); $null = $o.Peek() }
                'bits' { $o[$i % 64] = $true; $null = $o.Get(3); $o.Set(4, $false); $null = $o.Count; foreach ($x in $o) { $null = $x }; $null = $o.Not() }
                'cbag' { $o.Add($i); $null = $o.Count; $x = $null; $null = $o.TryTake([ref]$x); foreach ($x in $o) { $null = $x } }
                'blocking' { $o.Add($i); $x = $null; $null = $o.TryTake([ref]$x); $null = $o.Count }
                'builder' { $null = $o.Append("x$i"); $null = $o.AppendLine('y'); $null = $o.Length; $null = $o.ToString(); $null = $o[0]; $null = $o.Replace('x', 'z'); $null = $o.Insert(0, 'q'); if ($o.Length -gt 200) { $null = $o.Clear() }; $null = $o.AppendFormat('{0}', $i) }
                'object' { $o.A = $i; $null = $o.A; $o.B = "v$i"; $null = "$o"; $null = ConvertTo-Json $o; $null = $o | Out-String; $null = $o.PSObject.Properties.Name; Add-Member -InputObject $o -NotePropertyName $key -NotePropertyValue $i -Force; $o.PSObject.Properties.Remove($key); $null = $o | Select-Object A; $null = $o.PSObject.Copy() }
                'account' { $null = $o.Add(1); $o.Name = "n$i"; $null = $o.Name; $o.Any = @{ a = $i }; $null = $o.Any.a; $null = $o | ConvertTo-Json; $null = "$o" }
                'random' { $null = $o.Next(10); $null = $o.NextDouble() }
                'watch' { $null = $o.Elapsed; $null = $o.ElapsedMilliseconds; $o.Restart(); $o.Stop(); $o.Start() }
                'memory' { $o.WriteByte(1); $null = $o.Length; $o.Position = 0; $null = $o.ReadByte(); $null = $o.ToArray(); $o.SetLength(0) }
                'writer' { $o.Write('x'); $o.WriteLine("y$i"); $null = $o.ToString().Length; $null = $o.GetStringBuilder().Length }
                'xml' { $null = $o.a.b[0].c; $o.a.b[0].c = "$i"; $null = $o.OuterXml; $null = $o.SelectNodes('//b').Count; $e = $o.CreateElement('n'); $null = $o.a.AppendChild($e); $null = $o.a.RemoveChild($e); $e.SetAttribute('z', '1') }
                'regex' { $null = $o.Match('abc-12').Groups['w'].Value; $null = 'q-1' -match $o; $null = $o.Replace('a-1 b-2', '$1'); $null = $o.Matches('a-1 b-2').Count }
                'culture' { $null = (1234.5).ToString('n', $o); $null = $o.DateTimeFormat.ShortDatePattern; $null = [datetime]::Now.ToString('D', $o) }
                'enumerable' { foreach ($x in $o) { $null = $x }; $null = [System.Linq.Enumerable]::Sum([int[]]@($o)) }
                'ref' { $o.Value = $i; $null = $o.Value }
                'nvc' { $o.Add($key, 'v'); $null = $o[$key]; $o.Set($key, 'w'); $null = $o.AllKeys; $o.Remove($key); $null = $o.Count }
                'block' { $null = & $o $i; $null = $o.ToString(); $null = $o.Ast.Extent.Text; $null = $o.GetNewClosure() }
                'lazy' { $null = $o.Key + $o.Value; $null = "$o" }
                'uri' { $null = $o.Host + $o.Port + $o.Query; $null = $o.Segments; $null = "$o" }
                'version' { $null = $o.Major; $null = "$o"; $null = $o -gt '1.0' }
                'exception' { $null = $o.Message; $null = $o.StackTrace; $null = $o.Data; $o.Data[$key] = $i; try { throw $o } catch { $null = "$_" } }
                'record' { $null = "$o"; $null = $o.ScriptStackTrace; $null = $o | Out-String; $null = $o.InvocationInfo.Line; $null = $o.Exception.Message; try { throw $o } catch { $null = $_.FullyQualifiedErrorId } }
                'secure' { $null = ConvertFrom-SecureString $o -AsPlainText; $null = $o.Length; $null = $o.Copy() }
                'timer' { $null = $o.Wait(50); $null = $o.CurrentCount; $null = $o.Release() }
                'event' { $o.Set(); $null = $o.Wait(1); $o.Reset(); $null = $o.IsSet; $o.Set() }
                'source' { $null = $o.Token.IsCancellationRequested; $null = $o.IsCancellationRequested; if ($i -gt 50) { $o.Cancel() } }
                'mutex' { if ($o.WaitOne(1000)) { $o.ReleaseMutex() } }
                'info' { $null = $o.FullName; $null = $o.Exists; $o.Refresh(); $null = $o.LastWriteTime; $null = "$o" }
                default { $null = "$o"; $null = $o | Out-String; $null = $o.GetHashCode(); $null = $o.Equals($o); $null = $o.GetType().FullName; $null = $o | Get-Member | Select-Object -First 1 }
            }
        } catch { $null = $_.Exception.Message }
    }
    $kind
}
foreach ($kind in $kinds.Keys) {
    if ($Only -and $kind -notin $Only) { continue }
    $o = $kinds[$kind]
    if ($o -is [array] -and $o.Count -eq 1) { $o = $o[0] }
    $text = $work.ToString()
    $null = 1..4 | ForEach-Object -Parallel { & ([scriptblock]::Create($using:text)) $using:kind $using:o $_ $using:Rounds } -ThrottleLimit 4
}
"done $($kinds.Count)"
