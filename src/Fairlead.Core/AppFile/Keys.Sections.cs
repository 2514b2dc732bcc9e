namespace Fairlead.Core.AppFile;

internal static partial class Keys
{
    /// <summary>All kinds of map, in the order of the reference.</summary>
    public static IReadOnlyList<Section> Sections =>
    [
        File.Section, Environment.Section, Release.Section, Image.Section, Secrets.Section,
        Workload.Section, Service.Section, Job.Section, Health.Section, Scale.Section, QueueScale.Section, ScaleTime.Section, Deploy.Section, Spot.Section, Permission.Section,
        Resource.Section, Postgres.Section, Redis.Section, Search.Section, Bucket.Section, LifecycleRule.Section, Queue.Section, DeadLetter.Section, Volume.Section, Config.Section, Endpoint.Section,
        Existing.Server, Existing.Database, Existing.ByName,
        Edge.Section, Auth.Section, Auth.OfService, Basic.Section, Cognito.Section, Network.Section, Subnets.Section,
        Logs.Section, Alerts.Section, Security.Section,
    ];
}
