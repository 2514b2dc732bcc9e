using Fairlead.Aws.Tests.Endpoint.Core;
using Fairlead.Aws.Tests.Endpoint.Stores;

namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>
/// Tasks on Fargate: ECS developer guide, "Task lifecycle". What was stopped is to be seen for an hour and then forgotten.
/// </summary>
internal sealed class TaskBoard(AwsWorld world, Latencies latencies, LogPart logs, ReadinessPart readiness)
{
    private readonly List<(string Name, TaskFate Fate, int Left)> script = [];
    private readonly List<LiveTask> tasks = [];

    public IReadOnlyList<LiveTask> Tasks => tasks;

    public Latencies Latencies => latencies;

    public VirtualClock Clock => world.Clock;

    public AwsWorld World => world;

    public ReadinessPart Readiness => readiness;

    /// <param name="name">A family, or <c>family:revision</c>, which counts more.</param>
    /// <param name="times">So many tasks, then as before.</param>
    public void Script(string name, TaskFate fate, int times = int.MaxValue) => script.Insert(0, (name, fate, times));

    /// <param name="changed">Called when its status or its health changed.</param>
    public LiveTask Start(LiveTask draft, Action<LiveTask> changed)
    {
        tasks.Add(draft);
        world.Clock.After(latencies.FargateStart / 10, () => Move(draft, "PENDING", changed));
        world.Clock.After(latencies.FargateStart, () => Run(draft, changed));
        return draft;
    }

    /// <param name="usual">Where nothing is scripted.</param>
    public LiveTask Draft(LiveDefinition definition, string cluster, string? group, string? startedBy, TaskFate usual) =>
        new(world.Arn("ecs", definition.Arn.Split(':')[3], $"task/{cluster}/{world.Hex(32)}"), definition, cluster)
        {
            Fate = Take(definition) ?? usual, Group = group, StartedBy = startedBy, CreatedAt = world.Now,
            Address = $"10.0.{tasks.Count / 250}.{(tasks.Count % 250) + 4}",
        };

    public void Stop(LiveTask task, string code, string reason, Action<LiveTask> changed)
    {
        if (!task.IsWanted)
        {
            return;
        }

        (task.DesiredStatus, task.StopCode, task.StoppedReason, task.HealthyAt) = ("STOPPED", code, reason, null);
        if (task.LastStatus == "RUNNING")
        {
            task.LastStatus = "DEACTIVATING";
        }

        changed(task);

        // ECS developer guide, "SIGTERM": a container that ends as it is told ends with 143, or by its own code.
        world.Clock.After(latencies.Drain, () => End(task, task.StartedAt is null ? null : 143, changed));
    }

    private TaskFate? Take(LiveDefinition definition)
    {
        foreach (var name in new[] { definition.Name, definition.Family })
        {
            var at = script.FindIndex(s => s.Name == name && s.Left > 0);
            if (at >= 0)
            {
                script[at] = script[at] with { Left = script[at].Left - 1 };
                return script[at].Fate;
            }
        }

        return null;
    }

    private void Run(LiveTask task, Action<LiveTask> changed)
    {
        if (!task.IsWanted)
        {
            return;
        }

        // Fargate user guide, "CannotPullContainer": no way out of the network, no image.
        var noWay = readiness.AreReady(ReadinessPart.NatGateway) ? null : "CannotPullContainerError: ref pull has been retried 5 time(s)";
        if ((task.Fate.StartFailure ?? noWay) is { } failure)
        {
            (task.DesiredStatus, task.StopCode, task.StoppedReason) = ("STOPPED", "TaskFailedToStart", failure);
            End(task, null, changed);
            return;
        }

        task.StartedAt = world.Now;
        Move(task, "RUNNING", changed);
        Write(task);
        if (task.Fate.EndsAfter is { } time)
        {
            world.Clock.After(time, () => Exit(task, changed));
        }
    }

    private void Exit(LiveTask task, Action<LiveTask> changed)
    {
        if (!task.IsWanted)
        {
            return;
        }

        (task.DesiredStatus, task.StopCode, task.StoppedReason) = ("STOPPED", "EssentialContainerExited",
            "Essential container in task exited");
        (task.ContainerReason, task.HealthyAt) = (task.Fate.ContainerReason, null);
        End(task, task.Fate.ExitCode, changed);
    }

    private void End(LiveTask task, int? exitCode, Action<LiveTask> changed)
    {
        (task.ExitCode, task.StoppedAt, task.Ended) = (exitCode, world.Now, world.Clock.GetUtcNow());
        Move(task, "STOPPED", changed);
        world.Clock.After(latencies.StoppedTask, () => tasks.Remove(task));
    }

    private static void Move(LiveTask task, string status, Action<LiveTask> changed)
    {
        if (!task.IsStopped && (task.IsWanted || status == "STOPPED"))
        {
            task.LastStatus = status;
            changed(task);
        }
    }

    // ECS developer guide, "awslogs-stream-prefix": prefix/container/task.
    private void Write(LiveTask task)
    {
        foreach (var container in task.Definition.Containers)
        {
            var options = container["logConfiguration"]?["options"];
            if (options?["awslogs-group"]?.GetValue<string>() is { } group)
            {
                var stream = $"{options["awslogs-stream-prefix"]}/{container["name"]}/{task.Id}";
                task.Fate.Lines.ToList().ForEach(l => logs.Write(group, stream, l));
            }
        }
    }
}
