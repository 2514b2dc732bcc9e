using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Data;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>What ECS and AWS Batch call alike in the definition of a container.</summary>
internal static class ContainerProperties
{
    public static (string Key, Value? Value)[] Shared(StackScope scope, Stack stack, Workload workload) =>
    [
        ("Command", workload.Command is null ? null : Value.Texts(workload.Command)),
        ("Environment", Environment(scope, stack, workload)),
        ("Image", ImageReferences.ByDigest(scope, stack, workload)),
        ("LinuxParameters", Linux(workload)),
        ("LogConfiguration", Log(scope, workload.Name)),
        ("MountPoints", Mounts(workload)),
        // A shell in the container needs a place to write to.
        ("ReadonlyRootFilesystem",
            workload.ReadOnly || (scope.IsStrict && !workload.Exec && scope.Requires("ECS.5")) ? (Value)true : null),
        ("RepositoryCredentials", ImageLogins.CredentialsOf(scope, stack, workload)),
        ("Secrets", Secrets(scope, stack, workload)),
        ("Ulimits", Filled([.. workload.Ulimits.OrderBy(u => u.Name, StringComparer.Ordinal).Select(u => (Value)Map(
            ("HardLimit", u.Limit), ("Name", u.Name), ("SoftLimit", u.Limit)))])),
        ("User", workload.User is null ? null : (Value)workload.User),
    ];

    public static MapValue Log(StackScope scope, string name) => Map(("LogDriver", "awslogs"), ("Options", Map(
        ("awslogs-group", scope.NameOf(NameRule.LogGroup, name)), ("awslogs-region", Region),
        ("awslogs-stream-prefix", name))));

    private static ListValue? Environment(StackScope scope, Stack stack, Workload workload) =>
        Filled([.. Sorted(workload).Where(v => !v.Value.IsSecret).Select(v => (Value)Map(
        ("Name", v.Name), ("Value", TextValues.Render(scope, stack, v.Value))))]);

    private static ListValue? Secrets(StackScope scope, Stack stack, Workload workload) =>
        Filled([.. Sorted(workload).Where(v => v.Value.IsSecret).Select(v => (Value)Map(
        ("Name", v.Name), ("ValueFrom", SecretValues.From(scope, stack, workload, v))))]);

    private static ListValue? Mounts(Workload workload) =>
        Filled([.. workload.Mounts.OfType<VolumeMount>().OrderBy(m => m.Target, StringComparer.Ordinal).Select(m => (Value)Map(
        ("ContainerPath", m.Target), ("ReadOnly", m.ReadOnly ? (Value)true : null), ("SourceVolume", VolumeStack.Called(m))))]);

    private static MapValue? Linux(Workload workload) => !workload.Init && workload.Tmpfs.Count == 0 ? null : Map(
        ("InitProcessEnabled", workload.Init ? (Value)true : null),
        ("Tmpfs", Filled([.. workload.Tmpfs.OrderBy(t => t.Path, StringComparer.Ordinal).Select(t => (Value)Map(
            ("ContainerPath", t.Path), ("Size", t.Size.Mebibytes)))])));

    // By name, as ECS does not care and the order of the file must not show.
    private static IEnumerable<Variable> Sorted(Workload workload) => workload.Env.OrderBy(v => v.Name, StringComparer.Ordinal);

    private static ListValue? Filled(Value[] items) => items.Length == 0 ? null : List(items);
}
