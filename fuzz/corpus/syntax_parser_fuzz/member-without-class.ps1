class A { [sttring]$Log; A([string]$s) { $this.Log = "A:$s" } }
class B : A { B() : base('from B') { $this.Log += ' B' } B([int]$n) : base("n$n") { } }ring]$Log; A([string]$s) { $this.Log = "A:$s" } }
class B : A { B() : base('from B') { $this.Log +=ss B : A { B() ' B' } B([int]$n) : base("n$n") { } }
[B]::new().Log
[B]::new(2).Log
