# An HTTP server for tests: keep-alive, one process, and as many ways to misbehave as a deploy has to survive.
#   TEXT   what "/" answers            EXIT   end with this code at start
#   HEALTH the code of "/health"       EAT    megabytes of memory to take at start
#   DELAY  seconds before it listens   DEAF   ignore SIGTERM
use strict;
use warnings;
use Socket;
use IO::Handle;

STDOUT->autoflush(1);
print "starting ", ($ENV{TEXT} // 'app'), "\n";
if (defined $ENV{EXIT}) { print "no such setting: EXIT=$ENV{EXIT}\n"; exit $ENV{EXIT} }
my @eaten;
if ($ENV{EAT}) { for (1 .. $ENV{EAT}) { push @eaten, 'x' x 1_048_576 } }
select(undef, undef, undef, $ENV{DELAY}) if $ENV{DELAY};

socket(my $listener, PF_INET, SOCK_STREAM, 0) or die $!;
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, sockaddr_in($ENV{PORT} // 8080, INADDR_ANY)) or die "bind: $!";
listen($listener, 1024) or die $!;
my $ending = 0;
$SIG{TERM} = sub { print "ending\n"; $ending = 1 } unless $ENV{DEAF};
$SIG{TERM} = 'IGNORE' if $ENV{DEAF};
$SIG{PIPE} = 'IGNORE';
print "listening\n";

my (%client, @later);
while (1) {
    last if $ending && !@later;
    my $read = '';
    vec($read, fileno($listener), 1) = 1 unless $ending;
    vec($read, $_, 1) = 1 for keys %client;
    my $found = select($read, undef, undef, 0.05);
    my $now = time;
    for my $job (grep { $_->[0] <= $now } @later) { answer($job->[1], 200, "slow\n") }
    @later = grep { $_->[0] > $now } @later;
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
        while ($c->{in} =~ s/^(\S+) (\S+)[^\n]*\n.*?\r?\n\r?\n//s) { handle($c, $2) }
    }
}
print "ended\n";

sub handle {
    my ($c, $path) = @_;
    if    ($path =~ m{^/health})       { answer($c, $ENV{HEALTH} // 200, "health\n") }
    elsif ($path =~ m{^/env/(\w+)})    { answer($c, 200, ($ENV{$1} // '') . "\n") }
    elsif ($path =~ m{^/slow/(\d+)})   { push @later, [time + $1, $c] }
    elsif ($path =~ m{^/die})         { print "dying\n"; exit 3 }
    elsif ($path =~ m{^/exit/(\d+)})   { answer($c, 200, "bye\n"); exit $1 }
    elsif ($path =~ m{^/file(/\S+)})   { answer($c, 200, do { local (@ARGV, $/) = $1; <> }) }
    else                               { answer($c, 200, ($ENV{TEXT} // 'app') . "\n") }
}

sub answer {
    my ($c, $code, $body) = @_;
    my $close = $ending ? "Connection: close\r\n" : '';
    syswrite($c->{socket}, "HTTP/1.1 $code X\r\nContent-Length: " . length($body) . "\r\n$close\r\n$body");
}
