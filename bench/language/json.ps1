param([int]$n)
for ($i = 0; $i -lt $n; $i++) { $x = [ordered]@{ name = 'alice'; id = $i; tags = 'a', 'b' } | ConvertTo-Json -Compress | ConvertFrom-Json }
