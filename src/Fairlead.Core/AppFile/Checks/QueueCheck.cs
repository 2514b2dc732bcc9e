using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Queues and where their dead letters go; names that two resources fix.</summary>
internal static class QueueCheck
{
    private const int MostShown = 16;

    public static void Check(App app, ProblemList problems)
    {
        var names = new Dictionary<(Kind, string), Resource>();
        foreach (var resource in app.Resources)
        {
            if (FixedName(resource) is { } name && !names.TryAdd((resource.Kind, name), resource))
            {
                problems.Add(
                    Codes.NameTaken, resource.Origin.PlaceOf("name"),
                    $"'{names[(resource.Kind, name)].Name}' is already named '{name}'",
                    "give one of them another name");
            }

            if (resource is Queue { DeadLetter: { } letters } queue)
            {
                CheckOwn(app, queue, letters, problems, names);
                if (letters.Queue is { } dead)
                {
                    CheckKind(app, queue, dead, problems);
                }
            }
        }

        CheckCircles(app, problems);
    }

    // The one that is made for a queue is called like it, with -dead behind.
    private static void CheckOwn(App app, Queue queue, DeadLetter letters, ProblemList problems, Dictionary<(Kind, string), Resource> names)
    {
        if (letters is { Queue: null, FixedName: { } name } && !names.TryAdd((Kind.Queue, name), queue))
        {
            problems.Add(
                Codes.NameTaken, queue.Origin.PlaceOf("dead_letter", "name"),
                $"'{names[(Kind.Queue, name)].Name}' is already named '{name}'",
                "give one of them another name");
        }
        else if (letters is { Queue: null, FixedName: null } && app.Resources.Find($"{queue.Name}-dead") is Queue { FixedName: null } other)
        {
            problems.Add(
                Codes.NameTaken, queue.Origin.PlaceOf("dead_letter"),
                $"the dead letters of '{queue.Name}' go to a queue that is named like '{other.Name}'",
                $"let them go there ('queue: {other.Name}'), or name one of the two");
        }
    }

    private static string? FixedName(Resource resource) => resource switch
    {
        Bucket bucket => bucket.FixedName,
        Queue queue => queue.FixedName,
        Config config => config.FixedName,
        _ => null,
    };

    private static void CheckKind(App app, Queue queue, string dead, ProblemList problems)
    {
        if (app.Resources.Find(dead) is Queue target && target.Fifo != queue.Fifo)
        {
            problems.Add(
                Codes.WrongKind,
                queue.Origin.PlaceOf("dead_letter", "queue"),
                $"the dead letters of a {(queue.Fifo ? "" : "standard, not ")}fifo queue go to a queue of the same kind, and '{dead}' is "
                    + $"{(target.Fifo ? "fifo" : "not")}",
                $"{(queue.Fifo ? "add 'fifo: true' to" : "take 'fifo' out of")} '{dead}'");
        }
    }

    // Each queue leads to at most one other: follow until something is met that was seen, on this walk or an earlier one.
    private static void CheckCircles(App app, ProblemList problems)
    {
        var walkOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var start in app.Resources.OfType<Queue>())
        {
            var path = new List<Queue>();
            var at = start;
            while (at is not null && walkOf.TryAdd(at.Name, start.Name))
            {
                path.Add(at);
                at = at.DeadLetter?.Queue is { } next ? app.Resources.Find(next) as Queue : null;
            }

            if (at is not null && walkOf[at.Name] == start.Name)
            {
                var circle = path[path.FindIndex(q => q.Name == at.Name)..];
                problems.Add(
                    Codes.Cycle, circle[^1].Origin.PlaceOf("dead_letter", "queue"),
                    $"dead letters go in a circle: {string.Join(" → ", circle.Take(MostShown).Select(q => q.Name))} → {at.Name}",
                    "let one of the queues have none");
            }
        }
    }
}
