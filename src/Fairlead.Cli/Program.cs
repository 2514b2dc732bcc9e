using System.Runtime.InteropServices;
using Fairlead.Cli;
using Fairlead.Cli.Console;

// The first signal asks the command to end in good order; the second ends the process at once.
using var stop = new CancellationTokenSource();
var asked = long.MaxValue;
void Ask(PosixSignalContext context)
{
    // Some send one signal to the process and one to its group: that is still the first.
    var now = Environment.TickCount64;
    if (!stop.IsCancellationRequested || now - asked < 1000)
    {
        context.Cancel = true;
        asked = Math.Min(asked, now);
        stop.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);

return await CommandLine.Run(args, ProcessHost.Create(stop.Token), stop.Token);
