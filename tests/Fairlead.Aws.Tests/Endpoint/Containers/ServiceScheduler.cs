using Fairlead.Aws.Tests.Endpoint.Stores;

namespace Fairlead.Aws.Tests.Endpoint.Containers;

/// <summary>
/// ECS's scheduler: in steps it starts what is missing, stops what is too much, and sees what it saw a step ago (platform facts: first
/// request after about 39 s, the old version cut after about 55 s, done after about 81 s).
/// </summary>
internal sealed class ServiceScheduler(TaskBoard board)
{
    public TaskBoard Board => board;

    /// <summary>AWS has no place for a task of a service (C12).</summary>
    public bool LacksCapacity { get; set; }

    /// <summary>All requests of a service go to its present revision from now on.</summary>
    public Action<LiveService> Shifted { get; set; } = static _ => { };

    public IEnumerable<LiveTask> TasksOf(LiveService service, LiveRevision? revision = null) => board.Tasks.Where(t =>
        t.Group == $"service:{service.Name}" && t.Cluster == service.Cluster && (revision is null || t.StartedBy == revision.Id));

    /// <summary>Something is to be otherwise from now on.</summary>
    public void Wake(LiveService service)
    {
        if (!service.IsTicking)
        {
            service.IsTicking = true;
            board.Clock.After(board.Latencies.SchedulerStep, () => Tick(service));
        }
    }

    public LiveDeployment Deploy(LiveService service, LiveDefinition definition)
    {
        if (service.Running is { } running)
        {
            // ECS developer guide, "Service deployment states": another one takes its place.
            (running.Status, running.Reason, running.FinishedAt) = ("STOPPED", "Superseded by a newer deployment.", board.World.Now);
        }

        var source = service.Revisions.Find(r => r.HasCompleted);
        return Begin(service, Revise(service, definition, isSecond: service.Terms.IsBlueGreen && source is { IsSecond: false }), source);
    }

    /// <summary>A service's first deployment is one too.</summary>
    public LiveDeployment Begin(LiveService service, LiveRevision revision, LiveRevision? source)
    {
        var arn = service.Arn.Replace(":service/", ":service-deployment/") + "/" + board.World.Hex(21);
        var made = new LiveDeployment(arn, revision, source) { CreatedAt = board.World.Now };
        service.Deployments.Insert(0, made);
        Wake(service);
        return made;
    }

    private LiveRevision Revise(LiveService service, LiveDefinition definition, bool isSecond)
    {
        var made = Make(service.Arn, definition);
        made.IsSecond = isSecond;
        service.Primary = made;
        service.Revisions.Insert(0, made);
        return made;
    }

    public LiveRevision Make(string serviceArn, LiveDefinition definition) => new($"ecs-svc/{board.World.Hex(19)}",
        serviceArn.Replace(":service/", ":service-revision/") + "/" + board.World.Hex(19), definition) { CreatedAt = board.World.Now };

    /// <summary>Back to what served, because of the breaker or because it was asked for.</summary>
    public void RollBack(LiveService service, LiveDeployment deployment, string reason)
    {
        (deployment.Target.RolloutState, deployment.Target.RolloutReason) = ("FAILED", $"ECS deployment {reason}");
        (deployment.RollbackReason, deployment.RolledBackAt, deployment.Reason) = (reason, board.World.Now, reason);
        Say(service, $"(service {service.Name}) (deployment {deployment.Target.Id}) deployment failed: {reason}");
        if (deployment.Source is not { } source || !service.Terms.RollsBack && reason.Contains("circuit"))
        {
            // Without a version that served there is nothing to go back to: the deployment stands still (C1).
            (deployment.Status, deployment.FinishedAt) = ("ROLLBACK_FAILED", board.World.Now);
            End(service, reason);
            return;
        }

        deployment.Status = "ROLLBACK_IN_PROGRESS";
        (source.RolloutState, source.RolloutReason) = ("IN_PROGRESS", $"ECS deployment {source.Id} in progress.");
        service.Primary = source;
        Shifted(service);
        Say(service, $"(service {service.Name}) rolling back to deployment {source.Id}.");
        Wake(service);
    }

    private void Tick(LiveService service)
    {
        service.IsTicking = false;
        if (service.Running is { Status: "PENDING" } fresh)
        {
            fresh.Status = "IN_PROGRESS";
        }

        CheckBreaker(service);
        if (service is { Terms.IsBlueGreen: true, Running: { Status: "IN_PROGRESS" } running })
        {
            GoOn(service, running);
        }

        StopSurplus(service);
        StartMissing(service);
        if (!IsSteady(service))
        {
            Wake(service);
        }
    }

    // ECS developer guide, "Amazon ECS blue/green deployments": a stage after the other, requests over when all of the new are well.
    private void GoOn(LiveService service, LiveDeployment running)
    {
        var isWell = TasksOf(service, running.Target).Count(IsSeenHealthy) >= service.Desired;
        var next = running.Stage switch
        {
            null => "SCALE_UP",
            "SCALE_UP" when isWell => "PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT" => "BAKE_TIME",
            "BAKE_TIME" when board.Clock.GetUtcNow() - running.StageSince >= service.Terms.Bake => "CLEAN_UP",
            var same => same,
        };
        if (next != running.Stage)
        {
            (running.Stage, running.StageSince) = (next, board.Clock.GetUtcNow());
            if (next == "PRODUCTION_TRAFFIC_SHIFT")
            {
                Shifted(service);
            }
        }
    }

    private void StartMissing(LiveService service)
    {
        if (service.Running is null && service.Primary.RolloutState == "FAILED")
        {
            return;
        }

        var mine = TasksOf(service, service.Primary).Count(t => t.IsWanted);

        // With a minimum of 0 % what is on its way out makes room at once: both run for a while (the design, "replace").
        var all = TasksOf(service).Count(t => service.Terms.MinimumPercent == 0 ? t.IsWanted : !t.IsStopped);
        var most = Math.Max(1, service.Desired * service.Terms.MaximumPercent / 100);
        if (LacksCapacity && mine < service.Desired)
        {
            // ECS developer guide, "Amazon ECS service event messages".
            var none = $"(service {service.Name}) was unable to place a task. Reason: Capacity is unavailable at this time. "
                + "Please try again later or in a different availability zone.";
            if (service.Events.FirstOrDefault().Message != none)
            {
                Say(service, none);
            }

            return;
        }

        for (var missing = Math.Min(service.Desired - mine, most - all); missing > 0; missing--)
        {
            board.Start(board.Draft(service.Primary.Definition, service.Cluster, $"service:{service.Name}", service.Primary.Id,
                TaskFate.Serves), t => Watch(service, t));
        }
    }

    private void StopSurplus(LiveService service)
    {
        var healthy = TasksOf(service).Count(IsSeenHealthy);
        var least = (service.Desired * service.Terms.MinimumPercent + 99) / 100;
        var old = TasksOf(service).Where(t => t.IsWanted && t.StartedBy != service.Primary.Id).ToList();

        // What was never well is in nobody's way.
        var canGo = Math.Max(0, healthy - least) + old.Count(t => t.HealthyAt is null);
        if (service is { Terms.IsBlueGreen: true, Running: { Status: "IN_PROGRESS", Stage: not "CLEAN_UP" } })
        {
            canGo = 0;
        }

        foreach (var task in old.OrderBy(t => t.HealthyAt is not null).Take(canGo))
        {
            board.Stop(task, "ServiceSchedulerInitiated", $"Scaling activity initiated by (deployment {task.StartedBy})",
                _ => Wake(service));
        }

        foreach (var task in TasksOf(service, service.Primary).Where(t => t.IsWanted).Skip(service.Desired).ToList())
        {
            board.Stop(task, "ServiceSchedulerInitiated", $"Scaling activity initiated by (deployment {task.StartedBy})",
                _ => Wake(service));
        }
    }

    // C2: a task that failed counts; one that is well sets the count back, unless the service says otherwise.
    private void CheckBreaker(LiveService service)
    {
        if (service.Running is { Status: "IN_PROGRESS" } running && service.Terms.Threshold is { } threshold
            && running.Target.Failed >= threshold)
        {
            RollBack(service, running, "circuit breaker: tasks failed to start.");
        }
    }

    private bool IsSteady(LiveService service)
    {
        var mine = TasksOf(service, service.Primary).Where(t => t.IsWanted).ToList();
        var isServed = mine.Count(IsSeenHealthy) >= service.Desired;
        var isDrained = mine.Count <= service.Desired && TasksOf(service).All(t => t.IsWanted && t.StartedBy == service.Primary.Id
            || IsLongGone(t));
        var isStuck = service.Running is null && service.Primary.RolloutState == "FAILED";
        if (isServed && (isDrained || service.Terms.IsEarly && !service.Terms.IsBlueGreen) && !isStuck)
        {
            Succeed(service);
        }

        return isStuck || isServed && isDrained;
    }

    private void Succeed(LiveService service)
    {
        (service.Primary.RolloutState, service.Primary.RolloutReason) = ("COMPLETED", $"ECS deployment {service.Primary.Id} completed.");
        service.Primary.HasCompleted = true;
        if (service.Running is { } running)
        {
            var wasRollback = running.Status == "ROLLBACK_IN_PROGRESS";
            (running.Status, running.FinishedAt) = (wasRollback ? "ROLLBACK_SUCCESSFUL" : "SUCCESSFUL", board.World.Now);
            Say(service, $"(service {service.Name}) has reached a steady state.");
            End(service, wasRollback ? running.Reason : null);
        }

        End(service, null);
    }

    private static void End(LiveService service, string? failure)
    {
        var waiting = service.Waiting.ToList();
        service.Waiting.Clear();
        waiting.ForEach(w => w(failure));
    }

    private void Watch(LiveService service, LiveTask task)
    {
        if (task.LastStatus == "RUNNING")
        {
            board.Clock.After(board.Latencies.FirstProbe, () => Probe(service, task));
        }
        else if (service.Terms.TargetGroups.Count == 0
            && task is { IsStopped: true, StopCode: "EssentialContainerExited", StartedAt: not null })
        {
            // ECS developer guide, "Amazon ECS service throttle logic": what was RUNNING and then ended is started anew, and is no failure.
            Wake(service);
        }
        else if (task.IsStopped && (task.IsUnhealthy || task.StopCode != "ServiceSchedulerInitiated"))
        {
            CountFailure(service, task, task.StoppedReason!);
        }
    }

    private void Probe(LiveService service, LiveTask task)
    {
        if (!task.IsWanted)
        {
            return;
        }

        // ELB user guide, "Target health status": until a load balancer works, a target is "initial".
        if (service.Terms.TargetGroups.Count > 0 && !board.Readiness.AreReady(ReadinessPart.LoadBalancer))
        {
            board.Clock.After(board.Latencies.FirstProbe, () => Probe(service, task));
            return;
        }

        if (task.Fate.IsHealthy)
        {
            task.HealthyAt = board.Clock.GetUtcNow();
            if (service.Terms.IsResetByHealthy && service.Running?.Target.Id == task.StartedBy)
            {
                service.Primary.Failed = 0;
            }

            return;
        }

        // ECS developer guide, "healthCheckGracePeriodSeconds": before its end a bad probe stops nothing; two bad ones are needed.
        task.IsUnhealthy = true;
        var rest = service.Terms.Grace + board.Latencies.FirstProbe;
        board.Clock.After(rest, () => board.Stop(task, "ServiceSchedulerInitiated", "Task failed ELB health checks in (target-group "
            + $"{string.Join(',', service.Terms.TargetGroups)})", t => Watch(service, t)));
    }

    private void CountFailure(LiveService service, LiveTask task, string reason)
    {
        if (service.Revisions.Find(r => r.Id == task.StartedBy) is { } revision)
        {
            revision.Failed++;
            Say(service, $"(service {service.Name}) (task {task.Id}) stopped: {reason}");
        }

        Wake(service);
    }

    private void Say(LiveService service, string message) => service.Events.Insert(0, (board.World.Uuid(), board.World.Now, message));

    private bool IsSeenHealthy(LiveTask task) => task.IsWanted && task.HealthyAt is { } at
        && at + board.Latencies.SchedulerStep <= board.Clock.GetUtcNow();

    private bool IsLongGone(LiveTask task) => task.Ended is { } at && at + board.Latencies.SchedulerStep <= board.Clock.GetUtcNow();
}
