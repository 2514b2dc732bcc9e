using System.Threading.Channels;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Run;

/// <summary>Where effects report to. Work runs on its own, so that a slow reader never holds up a roll-out.</summary>
internal sealed class Sink(ChannelWriter<Event> writer, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    public void Began(string subject, Activity activity, string? detail = null) => writer.TryWrite(new Began(Now, subject, activity, detail));

    public void Progressed(string subject, int done, int total) => writer.TryWrite(new Progressed(Now, subject, done, total));

    public void Said(string subject, string line) => writer.TryWrite(new Said(Now, subject, line));

    public void Warned(string subject, string message) => writer.TryWrite(new Warned(Now, subject, message));

    public void Ended(string subject, Activity activity, DateTimeOffset began, string? detail = null) => writer.TryWrite(new Ended(Now, subject, activity, Now - began, detail));

    public void Add(Event happened) => writer.TryWrite(happened);

    /// <summary>Runs the work and streams what it reports. A failure becomes the last event; being cancelled ends the stream with its exception.</summary>
    public static async IAsyncEnumerable<Event> Stream(TimeProvider clock, Func<Sink, CancellationToken, Task> work, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateUnbounded<Event>();
        var sink = new Sink(channel.Writer, clock);
        var running = Task.Run(
            async () =>
            {
                try
                {
                    await work(sink, cancel);
                    channel.Writer.Complete();
                }
                catch (FailureException e)
                {
                    sink.Add(new Failed(sink.Now, e.Failure));
                    channel.Writer.Complete();
                }
                catch (Exception e)
                {
                    channel.Writer.Complete(e);
                }
            },
            CancellationToken.None);

        // Events are read to their end even when cancelled: what is being taken back is reported too.
        await foreach (var happened in channel.Reader.ReadAllAsync(CancellationToken.None))
        {
            yield return happened;
        }

        await running;
    }
}
