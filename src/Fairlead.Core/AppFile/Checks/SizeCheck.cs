using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>Fargate has only some pairs of CPU and memory. Jobs on GPU machines run elsewhere.</summary>
internal static class SizeCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var workload in app.Workloads.Where(w => w is not Job { Gpu: not null } && !Fargate.Has(w.Cpu, w.Memory)))
        {
            var near = Fargate.Nearest(workload.Cpu, workload.Memory).Select(p => $"cpu: {Number(p.Cpu)}, memory: {p.Memory}");
            problems.Add(
                Codes.FargateSize,
                Place(workload.Origin),
                $"Fargate has no tasks with {Number(workload.Cpu)} vCPU and {workload.Memory}",
                $"nearest: {string.Join(" · ", near)}");
        }
    }

    // One of the two may be inherited, and is right where it stands.
    private static Span Place(Origin origin)
    {
        var (cpu, memory, name) = (origin.PlaceOf("cpu"), origin.PlaceOf("memory"), origin.Name);
        return memory == name || (cpu != name && Math.Abs(cpu.Line - name.Line) < Math.Abs(memory.Line - name.Line)) ? cpu : memory;
    }

    private static string Number(decimal cpu) => cpu.ToString("0.####", CultureInfo.InvariantCulture);
}
