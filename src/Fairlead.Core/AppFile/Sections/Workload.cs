using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>Keys that services and jobs share.</summary>
internal static class WorkloadKeys
{
    public static readonly Section Section = new("a workload");

    public static readonly Key<string?> Image = Section.Add(
        "image", Shapes.Word with { Example = "web" }, null,
        "The image to run, by its name under images.",
        "the only image, or the one named like the workload");
    public static readonly Key<IReadOnlyList<string>?> Command = Section.Add(
        "command", CommandText.Shape, null, "Replaces the image's command.", "the image's");
    public static readonly Key<IReadOnlyList<string>?> Entrypoint = Section.Add(
        "entrypoint", CommandText.Shape, null, "Replaces the image's entrypoint.", "the image's");
    public static readonly Key<string?> Extends = Section.Add(
        "extends", Shapes.Word with { Example = "web" }, null,
        "Another service or job whose keys are copied first.");
    public static readonly Key<Node?> Env = Section.Add(
        "env", Forms.Texts, null, "Variables of this workload, with dots and dashes too; null removes one that the file sets for all.");
    public static readonly Key<Node?> Uses = Section.Add(
        "uses",
        Forms.Later(
            "a list of names, or a map of names and levels", "{files: read public/}",
            new EitherForm(new ListForm(new TextForm()), new NamesForm("NAME", new TextForm()))),
        null,
        "Links that env does not show, and how far they go: read, write, readwrite, send, receive or start, for buckets also a prefix.",
        "what env refers to");
    public static readonly Key<IReadOnlyList<Permission>> Permissions = Section.Add(
        "permissions",
        Forms.List(
            Forms.Present(Forms.Map(() => PermissionKeys.Section, PermissionReader.Read, "{allow: [ses:SendEmail], to: \"*\"}")),
            "a list of {allow, to}"),
        [], "What it may do in the AWS account beyond its links.", only: KeyTarget.Aws);
    public static readonly Key<decimal?> Cpu = Section.Add(
        "cpu", Shapes.Optional(Shapes.Cpu), null,
        "vCPU of one task; on AWS only some pairs of cpu and memory exist.",
        "0.25, or the least that goes with the memory");
    public static readonly Key<Size?> Memory = Section.Add(
        "memory", Shapes.Optional(Shapes.Size), null,
        "Memory of one task; a task that wants more is killed.",
        "512M, or the least that goes with the cpu");
    public static readonly Key<Spot?> Spot = Section.Add(
        "spot", SpotReader.Shape, null,
        "Run on spare capacity that may be taken away, but for one task; {above: n} leaves n tasks alone.", "false", KeyTarget.Aws);
    public static readonly Key<Node?> Mounts = Section.Add(
        "mounts",
        Forms.Later(
            "a map of paths in the container and what to see there", "{/data: shared/uploads}", new NamesForm("PATH", new TextForm())),
        null,
        "Volumes to see in the container, or one of their directories (/data: shared/uploads); on local also folders of the project "
            + "(/code: ./web). With :ro behind, it can be read only.");
    public static readonly Key<string?> User = Section.Add(
        "user", Shapes.Word with { Example = "\"1000:1000\"" }, null,
        "User or user:group of the process.", "the image's");
    public static readonly Key<bool> ReadOnly = Section.Add(
        "read_only", Shapes.Flag, false,
        "Nothing can be written to the container's own files, only to mounts; on AWS one can not enter such a task.", "false");
    public static readonly Key<Size?> Disk = Section.Add(
        "disk", Shapes.Optional(Shapes.SizeFrom(21 * 1024, 200 * 1024, "a size from 21G to 200G", "30G")), null,
        "Room for files that go with the task, where 20G are too little.", "20G", KeyTarget.Aws);
    public static readonly Key<IReadOnlyList<Tmpfs>> Tmpfs = Section.Add(
        "tmpfs", ContainerLimits.Tmpfs, [],
        "Paths that are kept in memory and go with the task, each with its size; they count as memory.");
    public static readonly Key<IReadOnlyList<Ulimit>> Ulimits = Section.Add(
        "ulimits", ContainerLimits.Ulimits, [],
        "Limits that the kernel sets the process, such as nofile, its open files; on Fargate only that.");
    public static readonly Key<bool> Init = Section.Add(
        "init", Shapes.Flag, true,
        "A small process with id 1 reaps children and passes signals on; `false` for images that bring their own, such as s6-overlay.",
        "true");
    public static readonly Key<bool> Exec = Section.Add("exec", Shapes.Flag, true, "Whether one may enter a running task.", "true");
    public static readonly Key<TimeSpan> Stop = Section.Add(
        "stop", Shapes.DurationFrom(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(120), "a duration from 1s to 120s"),
        TimeSpan.FromSeconds(30), "How long the process may take to end after SIGTERM.", "30s");
    public static readonly Key<Health?> Health = Section.Add(
        "health", HealthReader.Shape, null, "How it is found out whether a task works: a path, or a map.");

    /// <summary>What <c>extends</c> copies between a service and a job: keys that mean the same in both.</summary>
    public static IReadOnlyList<string> MeanTheSame =>
        [.. Same.Select(k => k.Name)];

    private static Key[] Same =>
        [Image, Command, Entrypoint, Env, Uses, Permissions, Cpu, Memory, Spot, Mounts, User, Stop, ReadOnly, Disk, Tmpfs, Ulimits, Init];
}

/// <summary>Reads what services and jobs have in common.</summary>
internal sealed class WorkloadReader(Reading reading, Table<Image> images, MapNode? sharedEnv)
{
    private const decimal LeastCpu = 0.25m;

    /// <summary>The keys of a workload; null, with a problem, where there are none.</summary>
    public Fields? Open(Entry entry, Section section, Section sister)
    {
        if (entry.Value is MapNode || section.Find(entry.Key) is null)
        {
            return Fields.Open(entry.Value, section, reading, sister);
        }

        reading.Problems.Add(
            Codes.WrongType, entry.KeySpan, $"'{entry.Key}' is a key of {section.Name}, and stands here as a name",
            $"indent it under the name of {section.Name}");
        return null;
    }

    /// <summary>A service or job with the keys that both have and read alike.</summary>
    public T Read<T>(T workload, Fields fields)
        where T : Workload
    {
        var (cpu, memory) = Sizes(fields);
        return workload with
        {
            Image = new WorkloadImage(reading, images).Choose(fields, workload.Name, workload.Origin),
            Command = fields.Read(WorkloadKeys.Command),
            Entrypoint = fields.Read(WorkloadKeys.Entrypoint),
            Env = Env(fields),
            Uses = new UsesReader(reading).Read(fields.Node(WorkloadKeys.Uses)),
            Permissions = fields.Read(WorkloadKeys.Permissions),
            Cpu = cpu,
            Memory = memory,
            Mounts = new MountReader(reading).Read(fields.Node(WorkloadKeys.Mounts)),
            User = fields.Read(WorkloadKeys.User),
            ReadOnly = fields.Read(WorkloadKeys.ReadOnly),
            Disk = fields.Read(WorkloadKeys.Disk),
            Tmpfs = fields.Read(WorkloadKeys.Tmpfs),
            Ulimits = fields.Read(WorkloadKeys.Ulimits),
            Init = fields.Read(WorkloadKeys.Init),
            Exec = fields.Read(WorkloadKeys.Exec),
            Stop = fields.Read(WorkloadKeys.Stop),
            Health = fields.Read(WorkloadKeys.Health) ?? workload.Health,
        };
    }

    /// <summary>CPU and memory; where the file gives one, the other is the least that Fargate has with it.</summary>
    private static (decimal Cpu, Size Memory) Sizes(Fields fields) =>
        (fields.Read(WorkloadKeys.Cpu), fields.Read(WorkloadKeys.Memory)) switch
    {
        ({ } cpu, { } memory) => (cpu, memory),
        ({ } cpu, null) => (cpu, Fargate.LeastMemory(cpu)),
        (null, { } memory) => (Fargate.LeastCpu(memory), memory),
        _ => (LeastCpu, Fargate.LeastMemory(LeastCpu)),
    };

    private IReadOnlyList<Variable> Env(Fields fields)
    {
        var own = fields.Node(WorkloadKeys.Env);
        if (own is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, own.Span, "env has to be a map of variables", "write NAME: value");
        }

        return own is not MapNode && sharedEnv is null ? [] : Variables.ReadEnv(Variables.Cascade(sharedEnv, own as MapNode), reading);
    }
}
