using Amazon.Runtime;
using Fairlead.Aws.Api;
using Fairlead.Aws.Api.Wire;
using Fairlead.Core.Targets;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>One service, asked and changed; what AWS does not see at once or does not answer is borne here.</summary>
internal sealed class ServiceCalls(AwsConnection aws, EventStream events, ServiceMove move)
{
    /// <summary>Between two looks, at first.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // A service that a stack has just made may not be seen yet.
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestStop = TimeSpan.FromMinutes(5);

    public static EcsDeployment? Primary(EcsService service) => service.Deployments?.FirstOrDefault(d => d.Status == "PRIMARY");

    public async Task<EcsService> Describe(CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; ; waited += Interval)
        {
            var answer = await aws.Ecs.DescribeServices(new(move.Cluster, [move.Service]), cancel);
            if (answer.Services is [{ Status: "ACTIVE" } service, ..])
            {
                return service;
            }

            if (waited >= LongestUnseen)
            {
                throw new FailureException(new Failure($"{move.Subject}: there is no service {move.Service.Split('/')[^1]}",
                    answer.Services is [var other, ..] ? $"ECS says that it is {other.Status}" : $"ECS knows none in {move.Cluster}")
                {
                    Place = move.Place, Next = "fairlead deploy",
                });
            }

            await Task.Delay(Interval, events.Clock, cancel);
        }
    }

    /// <summary>The last way that it was sent on.</summary>
    public async Task<ServiceDeploymentBrief?> NewestDeployment(CancellationToken cancel) =>
        (await aws.Ecs.ListServiceDeployments(new(move.Cluster, move.Service), cancel)).ServiceDeployments?.MaxBy(d => d.CreatedAt);

    public async Task<ServiceDeployment?> Deployment(string arn, CancellationToken cancel) =>
        (await aws.Ecs.DescribeServiceDeployments(new([arn]), cancel)).ServiceDeployments is [var found, ..] ? found : null;

    /// <summary>
    /// Says what it is to be. Where new tasks are forced, saying it twice would start them twice: when no answer came, the service is asked
    /// first whether it was done.
    /// </summary>
    /// <param name="before">The id of its primary deployment before.</param>
    public async Task<EcsService> Update(UpdateServiceRequest request, string? before, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return (await aws.Ecs.UpdateService(request, cancel)).Service;
            }
            catch (Exception e) when (request.ForceNewDeployment == true && tries < Retries.First && MayBeDone(e))
            {
                await Task.Delay(Interval, events.Clock, cancel);
                if (await Describe(cancel) is var service && Primary(service)?.Id != before)
                {
                    return service;
                }
            }
        }
    }

    /// <summary>No two versions side by side: none runs, and none is on its way out.</summary>
    public async Task Empty(Func<CancellationToken, Task> fence, CancellationToken cancel)
    {
        var service = await Describe(cancel);
        if (service.DesiredCount != 0)
        {
            await fence(cancel);
            await Update(new(move.Cluster, move.Service) { DesiredCount = 0 }, null, cancel);
        }

        var evidence = new TaskEvidence(aws, static t => t);
        var end = events.Now + LongestStop;
        do
        {
            if (await CountTasks(evidence, cancel) is var left && left == 0)
            {
                return;
            }

            await Task.Delay(Interval, events.Clock, cancel);
        }
        while (events.Now < end);
        throw new FailureException(new Failure($"{move.Subject}: the version before did not stop",
            $"a task of it still runs {LongestStop.TotalMinutes:0} minutes after it was told to end")
        {
            Place = move.Place, Next = "fairlead deploy",
        });
    }

    // A task that is told to stop is listed as STOPPED at once: only its own status says that it is.
    private async Task<int> CountTasks(TaskEvidence evidence, CancellationToken cancel)
    {
        var all = await evidence.List(move.Cluster, move.Service, "RUNNING", cancel);
        if (all.Count > 0)
        {
            return all.Count;
        }

        var ending = await evidence.List(move.Cluster, move.Service, "STOPPED", cancel);
        return (await evidence.Describe(move.Cluster, ending, cancel)).Count(t => t.LastStatus != "STOPPED");
    }

    private static bool MayBeDone(Exception error) => error is HttpRequestException or IOException or TimeoutException
        || error is AmazonServiceException service && AwsErrors.IsOfServer(service);
}
