using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Fargate has only some pairs of CPU and memory (rule 17). Jobs on GPU machines run elsewhere.</summary>
internal static class SizeCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var workload in app.Workloads.Where(w => w is not Job { Gpu: not null } && !Fargate.Has(w.Cpu, w.Memory)))
        {
            var near = Fargate.Nearest(workload.Cpu, workload.Memory).Select(p => $"cpu: {Number(p.Cpu)}, memory: {p.Memory}");
            var place = workload.Origin.Of("memory");
            problems.Add(
                Codes.FargateSize,
                place == workload.Origin.Name ? workload.Origin.Of("cpu") : place,
                $"Fargate has no tasks with {Number(workload.Cpu)} vCPU and {workload.Memory}",
                $"nearest: {string.Join(" · ", near)}");
        }
    }

    private static string Number(decimal cpu) => cpu.ToString("0.####", CultureInfo.InvariantCulture);
}
