using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Queues and where their dead letters go; names that two resources fix.</summary>
internal static class QueueCheck
{
    public static void Check(App app, ProblemList problems)
    {
        var names = new Dictionary<(Kind, string), Resource>();
        foreach (var resource in app.Resources)
        {
            if (FixedName(resource) is { } name && !names.TryAdd((resource.Kind, name), resource))
            {
                problems.Add(Codes.NameTaken, resource.Origin.Of("name"), $"'{names[(resource.Kind, name)].Name}' is already named '{name}'", "give one of them another name");
            }

            if (resource is Queue { DeadLetter.Queue: { } dead } queue)
            {
                CheckDeadLetter(app, queue, dead, problems);
            }
        }
    }

    private static string? FixedName(Resource resource) => resource switch
    {
        Bucket bucket => bucket.FixedName,
        Queue queue => queue.FixedName,
        Config config => config.FixedName,
        _ => null,
    };

    private static void CheckDeadLetter(App app, Queue queue, string dead, ProblemList problems)
    {
        var place = queue.Origin.Of("dead_letter", "queue");
        var path = new List<string> { queue.Name };
        for (var at = dead; at is not null && !path.Contains(at); at = (app.Resources.Find(at) as Queue)?.DeadLetter?.Queue)
        {
            path.Add(at);
            if (path.Count > 2 && (app.Resources.Find(at) as Queue)?.DeadLetter?.Queue == queue.Name)
            {
                break;
            }
        }

        if ((app.Resources.Find(path[^1]) as Queue)?.DeadLetter?.Queue == queue.Name)
        {
            problems.Add(Codes.Cycle, place, $"dead letters go in a circle: {string.Join(" → ", path)} → {queue.Name}", "let one of the queues have none");
        }

        if (app.Resources.Find(dead) is Queue target && target.Fifo != queue.Fifo)
        {
            problems.Add(Codes.WrongKind, place, $"the dead letters of a {(queue.Fifo ? "" : "standard, not ")}fifo queue go to a queue of the same kind, and '{dead}' is {(target.Fifo ? "fifo" : "not")}", $"{(queue.Fifo ? "add 'fifo: true' to" : "take 'fifo' out of")} '{dead}'");
        }
    }
}
