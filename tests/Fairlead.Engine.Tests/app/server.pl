# An HTTP server for tests: keep-alive, one process, and as many ways to misbehave as a deploy has to survive.
#   TEXT   what "/" answers            EXIT   end with this code when it should listen
#   HEALTH the code of "/health"       EAT    megabytes of memory to take at start
#   DELAY  seconds before it listens   DEAF   ignore SIGTERM
#   TELL   a line for each request, with its agent
use strict;
use warnings;
use Socket;
use IO::Handle;

STDOUT->autoflush(1);
print "starting ", ($ENV{TEXT} // 'app'), "\n";
my @eaten;
if ($ENV{EAT}) { for (1 .. $ENV{EAT}) { push @eaten, 'x' x 1_048_576 } }
select(undef, undef, undef, $ENV{DELAY}) if $ENV{DELAY};
if (defined $ENV{EXIT}) { print "no such setting: EXIT=$ENV{EXIT}\n"; exit $ENV{EXIT} }

socket(my $listener, PF_INET, SOCK_STREAM, 0) or die $!;
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, sockaddr_in($ENV{PORT} // 8080, INADDR_ANY)) or die "bind: $!";
listen($listener, 1024) or die $!;
my $ending = 0;
my $beat = 0;
$SIG{TERM} = sub { print "ending\n"; $ending = 1 } unless $ENV{DEAF};
$SIG{TERM} = 'IGNORE' if $ENV{DEAF};
$SIG{PIPE} = 'IGNORE';
print "listening\n";

my (%client, @later);
while (1) {
    if ($ending) { farewell($_) for values %client }
    last if $ending && !@later && !grep { $_->{left} } values %client;
    my $read = '';
    vec($read, fileno($listener), 1) = 1 unless $ending;
    vec($read, $_, 1) = 1 for keys %client;
    my $found = select($read, undef, undef, 0.05);
    my $now = time;
    for my $job (grep { $_->[0] <= $now } @later) { answer($job->[1], 200, "slow\n") }
    @later = grep { $_->[0] > $now } @later;
    if ($now > $beat) { $beat = $now; syswrite($_->{socket}, "data: $now\n\n") for grep { $_->{events} } values %client }
    next unless $found > 0;
    if (!$ending && vec($read, fileno($listener), 1)) {
        if (accept(my $new, $listener)) { $client{fileno $new} = { socket => $new, in => '' } }
    }
    for my $number (keys %client) {
        next unless vec($read, $number, 1);
        my $c = $client{$number};
        my $got = sysread($c->{socket}, my $bytes, 65536);
        if (!$got) { delete $client{$number}; close $c->{socket}; next }
        $c->{in} .= $bytes;
        echo($c) if $c->{talks};
        swallow($c) if $c->{left};
        while (!$c->{left} && !$c->{talks} && $c->{in} =~ s/^(\S+) (\S+)([^\n]*\n.*?)\r?\n\r?\n//s) { handle($c, $2, $3) }
    }
}
print "ended\n";

sub handle {
    my ($c, $path, $head) = @_;
    if ($ENV{TELL}) { print "GET $path ", $head =~ /^user-agent: *([^\r\n]*)/mi ? $1 : '-', "\n" }
    if ($head =~ /^content-length: *([1-9]\d*)/mi) { $c->{left} = $c->{length} = $1; swallow($c) }
    elsif ($path =~ m{^/events}) {
        $c->{events} = 1;
        syswrite($c->{socket}, "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
    }
    elsif ($path =~ m{^/talk}) { # answers the key of RFC 6455's example
        $c->{talks} = 1;
        syswrite($c->{socket}, "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            . "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    }
    elsif ($path =~ m{^/once/(\w+)}) { # on record before it is answered
        open(my $out, '>>', '/out/ran') or die $!;
        syswrite($out, "$1\n");
        answer($c, 200, "ran $1\n");
    }
    elsif ($path =~ m{^/health})       { answer($c, $ENV{HEALTH} // 200, "health\n") }
    elsif ($path =~ m{^/env/(\w+)})    { answer($c, 200, ($ENV{$1} // '') . "\n") }
    elsif ($path =~ m{^/slow/(\d+)})   { push @later, [time + $1, $c] }
    elsif ($path =~ m{^/die})         { print "dying\n"; exit 3 }
    elsif ($path =~ m{^/exit/(\d+)})   { answer($c, 200, "bye\n"); exit $1 }
    elsif ($path =~ m{^/file(/\S+)})   { answer($c, 200, do { local (@ARGV, $/) = $1; <> }) }
    else                               { answer($c, 200, ($ENV{TEXT} // 'app') . "\n") }
}

# A body is counted and forgotten.
sub swallow {
    my ($c) = @_;
    my $got = length($c->{in}) < $c->{left} ? length($c->{in}) : $c->{left};
    substr($c->{in}, 0, $got, '');
    $c->{left} -= $got;
    answer($c, 200, "got $c->{length}\n") unless $c->{left};
}

# Websocket frames of less than 126 bytes come back unmasked.
sub echo {
    my ($c) = @_;
    while (length($c->{in}) >= 6) {
        my $length = ord(substr($c->{in}, 1, 1)) & 127;
        last if length($c->{in}) < 6 + $length;
        my $frame = substr($c->{in}, 0, 6 + $length, '');
        my $mask = substr($frame, 2, 4) x (1 + $length / 4);
        my $text = substr($frame, 6) ^ substr($mask, 0, $length);
        syswrite($c->{socket}, "\x81" . chr($length) . $text);
    }
}

# What lasts is told to come back elsewhere.
sub farewell {
    my ($c) = @_;
    if    ($c->{talks})  { syswrite($c->{socket}, "\x88\x02\x03\xe9") }
    elsif ($c->{events}) { syswrite($c->{socket}, "event: bye\n\n") }
    else                 { return }
    delete $client{fileno $c->{socket}};
    close $c->{socket};
}

sub answer {
    my ($c, $code, $body) = @_;
    my $close = $ending ? "Connection: close\r\n" : '';
    syswrite($c->{socket}, "HTTP/1.1 $code X\r\nContent-Length: " . length($body) . "\r\n$close\r\n$body");
}
