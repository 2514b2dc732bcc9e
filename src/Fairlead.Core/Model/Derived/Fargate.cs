namespace Fairlead.Core.Model.Derived;

/// <summary>The pairs of CPU and memory that Fargate has (Amazon ECS developer guide, "Task CPU and memory").</summary>
public static class Fargate
{
    private static readonly (decimal Cpu, long[] Gibibytes)[] Pairs =
    [
        (0.25m, [1, 2]), // and 512 MB
        (0.5m, [1, 2, 3, 4]),
        (1, Steps(2, 8, 1)),
        (2, Steps(4, 16, 1)),
        (4, Steps(8, 30, 1)),
        (8, Steps(16, 60, 4)),
        (16, Steps(32, 120, 8)),
    ];

    public static bool Has(decimal cpu, Size memory) => MemoriesOf(cpu).Contains(memory.Mebibytes);

    /// <summary>Up to three pairs near this one: as much memory with another CPU, and this or the next CPU with another memory.</summary>
    public static IReadOnlyList<(decimal Cpu, Size Memory)> Nearest(decimal cpu, Size memory)
    {
        var near = new List<(decimal, Size)>();
        var nextCpu = Pairs.Select(p => p.Cpu).FirstOrDefault(c => c >= cpu, Pairs[^1].Cpu);
        var memories = MemoriesOf(nextCpu);
        var enough = memories.FirstOrDefault(m => m >= memory.Mebibytes, memories[^1]);
        Add(nextCpu, enough);
        var below = memories.LastOrDefault(m => m <= memory.Mebibytes);
        if (below > 0)
        {
            Add(nextCpu, below);
        }

        foreach (var (other, _) in Pairs.OrderBy(p => Math.Abs(p.Cpu - cpu)))
        {
            if (Has(other, memory))
            {
                Add(other, memory.Mebibytes);
                break;
            }
        }

        return near;

        void Add(decimal c, long m)
        {
            if (!near.Contains((c, Size.OfMebibytes(m))))
            {
                near.Add((c, Size.OfMebibytes(m)));
            }
        }
    }

    /// <summary>The least memory that goes with a CPU, for one that Fargate has not with the next it has.</summary>
    public static Size LeastMemory(decimal cpu) =>
        Size.OfMebibytes(MemoriesOf(Pairs.Select(p => p.Cpu).FirstOrDefault(c => c >= cpu, Pairs[^1].Cpu))[0]);

    /// <summary>The least CPU that goes with a memory, or near it.</summary>
    public static decimal LeastCpu(Size memory) => Pairs.FirstOrDefault(p => MemoriesOf(p.Cpu)[^1] >= memory.Mebibytes, Pairs[^1]).Cpu;

    private static List<long> MemoriesOf(decimal cpu)
    {
        var pair = Pairs.FirstOrDefault(p => p.Cpu == cpu);
        var memories = (pair.Gibibytes ?? []).Select(g => g * 1024).ToList();
        if (cpu == 0.25m)
        {
            memories.Insert(0, 512);
        }

        return memories;
    }

    private static long[] Steps(int from, int to, int step) =>
        [.. Enumerable.Range(0, ((to - from) / step) + 1).Select(i => (long)(from + (i * step)))];
}
