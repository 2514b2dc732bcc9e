using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>What a container may ask of the kernel and of its machine, where it runs on Fargate or on a machine with GPUs.</summary>
internal static class ContainerLimitCheck
{
    // "Amazon ECS tasks hosted on AWS Fargate use the default resource limit values … with the exception of the nofile resource limit
    // parameter" (Amazon ECS API reference, Ulimit).
    private const string OfFargate = "nofile";

    public static void Check(App app, ProblemList problems)
    {
        foreach (var workload in app.Workloads)
        {
            var isGpu = workload is Job { Gpu: not null };
            foreach (var limit in workload.Ulimits.Where(u => u.Name != OfFargate && !isGpu))
            {
                problems.Add(Codes.AwsLimit, workload.Origin.PlaceOf("ulimits", limit.Name),
                    $"Fargate sets '{limit.Name}' itself; it takes only {OfFargate}",
                    "remove it, or say it under environments: {local: …}");
            }

            if (workload.Tmpfs.Sum(t => t.Size.Mebibytes) is var inMemory && inMemory >= workload.Memory.Mebibytes)
            {
                problems.Add(Codes.KeysTogether, workload.Origin.PlaceOf("tmpfs"),
                    $"'{workload.Name}' has {workload.Memory}, and its paths in memory may take {Size.OfMebibytes(inMemory)} of it",
                    "give it more memory, or smaller paths");
            }

            if (isGpu && workload.Disk is not null)
            {
                problems.Add(Codes.AwsLimit, workload.Origin.PlaceOf("disk"), "a GPU job has the disk of its machine, of 100G",
                    "remove 'disk'");
            }
        }
    }
}
