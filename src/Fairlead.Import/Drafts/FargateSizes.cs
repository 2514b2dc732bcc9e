using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Import.Found;

namespace Fairlead.Import.Drafts;

/// <summary>Sizes as Fargate has them: a pair that it has not becomes the next above it.</summary>
internal static class FargateSizes
{
    public static FoundWorkload Fit(FoundWorkload workload, ImportNotes findings)
    {
        var (cpu, memory) = (Cpu(workload.Cpu), Memory(workload.Memory));
        if (cpu is null && memory is null)
        {
            return workload;
        }

        var least = Math.Max(cpu ?? 0, memory is { } some ? Fargate.LeastCpu(some) : 0);
        var (legalCpu, legal) = Fargate.Nearest(least, memory ?? Fargate.LeastMemory(least))[0];
        var isSame = (cpu is null || cpu == legalCpu) && (memory is null || memory == legal);
        if (isSame)
        {
            return workload;
        }

        var fit = workload with
        {
            Cpu = cpu is null && legalCpu == Fargate.LeastCpu(legal) ? null : legalCpu.ToString("0.##", CultureInfo.InvariantCulture),
            Memory = memory is null || (cpu is not null && legal == Fargate.LeastMemory(legalCpu) && cpu == legalCpu && memory == legal)
                ? workload.Memory
                : legal.ToString(),
        };
        var was = string.Join(" and ", new[] { workload.Cpu is null ? null : $"cpu {workload.Cpu}", workload.Memory }.OfType<string>());
        findings.Changed(workload.Name, null, $"{was} in the project is no size of Fargate: the next above it was taken");
        return fit.Remark(fit.Memory is null ? "cpu" : "memory", $"{was} in the project; the next that Fargate has");
    }

    private static decimal? Cpu(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpu) ? cpu : null;

    private static Size? Memory(string? text) =>
        text is [.. var digits, 'M' or 'G'] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? Size.OfMebibytes(text[^1] == 'G' ? n * 1024 : n)
            : null;
}
