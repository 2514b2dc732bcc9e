using System.Threading.Channels;

namespace Fairlead.Core.Targets;

/// <summary>Where effects report to. Work runs on its own, so that a slow reader never holds up a roll-out.</summary>
public sealed class EventStream
{
    private readonly ChannelWriter<Event> writer;
    private readonly TimeProvider clock;

    private EventStream(ChannelWriter<Event> writer, TimeProvider clock)
    {
        this.writer = writer;
        this.clock = clock;
    }

    public TimeProvider Clock => clock;

    public DateTimeOffset Now => clock.GetUtcNow();

    public void Started(string subject, Activity activity, string? detail = null, TimeSpan? lastTime = null) =>
        Add(new Started(Now, subject, activity, detail) { LastTime = lastTime });

    public void Progressed(string subject, int done, int total) => Add(new Progressed(Now, subject, done, total));

    public void Output(string subject, string line) => Add(new OutputLine(Now, subject, line));

    public void Warned(string subject, string message) => Add(new Warned(Now, subject, message));

    public void Completed(string subject, Activity activity, DateTimeOffset began, string? detail = null) =>
        Add(new Completed(Now, subject, activity, Now - began, detail));

    public void Add(Event happened) => writer.TryWrite(happened);

    /// <summary>
    /// Runs the work and streams what it reports. What it comes to is the last event; so is its failure. Being cancelled ends the stream
    /// with its exception.
    /// </summary>
    public static IAsyncEnumerable<Event> Until(
        TimeProvider clock, Func<EventStream, CancellationToken, Task<Outcome>> work, CancellationToken cancel) =>
        Run(
            clock,
            async (events, token) =>
            {
                var outcome = await work(events, token);
                events.Add(new Finished(events.Now, outcome));
            },
            cancel);

    /// <summary>As the other, for work that has no end of its own.</summary>
    public static async IAsyncEnumerable<Event> Run(
        TimeProvider clock,
        Func<EventStream, CancellationToken, Task> work,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var channel = Channel.CreateUnbounded<Event>();
        var events = new EventStream(channel.Writer, clock);
        var running = Task.Run(
            async () =>
            {
                try
                {
                    await work(events, cancel);
                    channel.Writer.Complete();
                }
                catch (FailureException e) when (e is not WorldChangedException)
                {
                    events.Add(new Failed(events.Now, e.Failure));
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
