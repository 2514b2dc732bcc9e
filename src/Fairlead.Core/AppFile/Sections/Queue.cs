using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class QueueKeys
{
    public static readonly Section Section = new Section("a queue").With(ResourceKeys.TypeOnly);

    public static readonly Key<string?> Name = Section.Add(
        "name", QueueReader.Name, null, "A name to fix, where the code expects it.",
        "APP-ENVIRONMENT-NAME, cut or with a hash where AWS needs it");
    public static readonly Key<TimeSpan> Visibility = Section.Add(
        "visibility", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromHours(12), "a duration from 0s to 12h"), TimeSpan.FromSeconds(30),
        "How long a received message is hidden from others.", "30s");
    public static readonly Key<TimeSpan> Keep = Section.Add(
        "keep", Shapes.DurationFrom(TimeSpan.FromSeconds(60), TimeSpan.FromDays(14), "a duration from 60s to 14d", "4d"),
        TimeSpan.FromDays(4), "How long a message waits before it is dropped.", "4d");
    public static readonly Key<TimeSpan> Delay = Section.Add(
        "delay", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromMinutes(15), "a duration from 0s to 15m", "1s"), TimeSpan.Zero,
        "How long a new message is hidden.", "0s");
    public static readonly Key<TimeSpan> Poll = Section.Add(
        "poll", Shapes.DurationFrom(TimeSpan.Zero, TimeSpan.FromSeconds(20), "a duration from 0s to 20s", "20s"), TimeSpan.Zero,
        "How long a receiver waits for a message.", "0s");
    public static readonly Key<bool> Fifo = Section.Add("fifo", Shapes.Flag, false, "In order and exactly once.", "false");
    public static readonly Key<DeadLetter?> DeadLetter = Section.Add(
        "dead_letter", Forms.Map(() => DeadLetterKeys.Section, QueueReader.DeadLetter, "{after: 5}"), null,
        "Where messages go that were received in vain; without a queue it makes its own.");
}

internal static class DeadLetterKeys
{
    public static readonly Section Section = new("dead_letter");

    public static readonly Key<string?> Queue = Section.Add(
        "queue", Shapes.Word with { Example = "dead" }, null, "A queue of the file.", "one of its own");
    public static readonly Key<string?> Name = Section.Add(
        "name", QueueReader.Name, null, "The name of its own queue.", "APP-ENVIRONMENT-NAME-dead, cut or with a hash where AWS needs it");
    public static readonly Key<int> After = Section.Add(
        "after", Shapes.Number(1, 1000, "a number from 1 to 1000", "5"), 5, "After how many receipts.", "5");
}

/// <summary>Reads queues.</summary>
internal static class QueueReader
{
    public static readonly Shape<string?> Name = Shapes.Named(
        "a queue name of at most 80 letters, digits, hyphens and underscores", @"^[A-Za-z0-9_-]{1,80}(\.fifo)?$", "production-indexer");

    public static DeadLetter DeadLetter(Fields fields, Reading reading)
    {
        if (fields.Has(DeadLetterKeys.Queue))
        {
            fields.Refuse("the queue has its own name, so {0} means nothing", "keep one of them", DeadLetterKeys.Name);
        }

        var queue = fields.Read(DeadLetterKeys.Queue);
        if (queue is not null && !reading.Expect(queue, fields.ValueOf(DeadLetterKeys.Queue), "queue", Kind.Queue))
        {
            queue = null;
        }

        return new DeadLetter(queue, fields.Read(DeadLetterKeys.Name), fields.Read(DeadLetterKeys.After));
    }

    public static Queue Read(string name, Origin origin, Fields fields, Reading reading)
    {
        var queue = new Queue(name, origin)
        {
            FixedName = fields.Read(QueueKeys.Name),
            Visibility = fields.Read(QueueKeys.Visibility),
            Keep = fields.Read(QueueKeys.Keep),
            Delay = fields.Read(QueueKeys.Delay),
            Poll = fields.Read(QueueKeys.Poll),
            Fifo = fields.Read(QueueKeys.Fifo),
            DeadLetter = fields.Read(QueueKeys.DeadLetter),
            Protect = false,
        };
        CheckEnd(queue.FixedName, queue.Fifo, () => fields.ValueOf(QueueKeys.Name), reading);
        CheckEnd(
            queue.DeadLetter?.FixedName, queue.Fifo, () => (fields.Node(QueueKeys.DeadLetter) as MapNode)![DeadLetterKeys.Name.Name]!.Span,
            reading);
        return queue;
    }

    // Whatever name a queue is given, its end says what it is: its own, and that of the queue that is made for its dead letters.
    private static void CheckEnd(string? name, bool isFifo, Func<Span> place, Reading reading)
    {
        if (name is null || name.EndsWith(".fifo", StringComparison.Ordinal) == isFifo)
        {
            return;
        }

        reading.Problems.Add(
            Codes.WrongValue, place(),
            isFifo ? $"the name of a fifo queue ends in .fifo, and '{name}' does not" : "only the name of a fifo queue ends in .fifo",
            isFifo ? $"write {(name.Length > 75 ? "a shorter name and " : name)}.fifo" : "add 'fifo: true', or leave .fifo out");
    }
}
