using System.Runtime.InteropServices;
using Fairlead.Cli;

// The first signal asks the command to end in good order; the second ends the process at once.
using var stop = new CancellationTokenSource();
void Ask(PosixSignalContext context)
{
    if (!stop.IsCancellationRequested)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Ask);

return await CommandLine.Run(args, ConsoleSurroundings.Create(), stop.Token);
