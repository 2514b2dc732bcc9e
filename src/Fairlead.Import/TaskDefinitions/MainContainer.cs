using System.Globalization;
using Fairlead.Core.Model;
using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Project;
using Fairlead.Import.Text;

namespace Fairlead.Import.TaskDefinitions;

/// <summary>The container of a task definition that serves.</summary>
internal sealed class MainContainer(IProjectTree tree, SourceMap container, SourceMap task, ImportNotes findings)
{
    public Dictionary<string, string> Kinds { get; } = new(StringComparer.Ordinal);

    /// <summary>What is pushed to a registry of the project's own is built from its Dockerfile.</summary>
    public FoundImage Image(string name, int containers)
    {
        var written = container.Text("image") ?? "";
        var isOwn = written.Length == 0 || written.IndexOfAny(['<', '$', '{', '%']) >= 0
            || written.Contains(".dkr.ecr.", StringComparison.Ordinal)
            || written.All(c => char.IsAsciiLetterUpper(c) || c is '_' or '-');
        var dockerfile = new[] { $"{name}/Dockerfile", "Dockerfile" }.FirstOrDefault(tree.Has);
        var platform = task.Map("runtimePlatform")?.Text("cpuArchitecture") is "ARM64" ? "linux/arm64" : null;
        task.Map("runtimePlatform")?.Text("operatingSystemFamily");
        if (isOwn && dockerfile is not null)
        {
            findings.Changed(name, container.At("image"), $"the image is built from {dockerfile}");
            return new FoundImage(name) { Context = ProjectPath.Folder(dockerfile), Dockerfile = dockerfile, Platform = platform };
        }

        if (isOwn && !written.Contains(".dkr.ecr.", StringComparison.Ordinal))
        {
            findings.Missing(name, container.At("image"), $"which image it is stands nowhere: {containers} container, no Dockerfile");
        }

        return new FoundImage(name) { Use = Interpolation.Literal(written).Trim('<', '>'), Platform = platform };
    }

    public FoundWorkload Workload(string name, string image, List<FoundResource> resources)
    {
        var mappings = container.Maps("portMappings");
        mappings.ToList().ForEach(m => m.Pass("hostPort", "name", "appProtocol"));
        var port = mappings.Where(m => m.Text("protocol") is null or "tcp").Select(m => Ports.Parse(m.Text("containerPort")))
            .FirstOrDefault(p => p is not null);
        return new FoundWorkload(name, image)
        {
            Aliases = [container.Text("name")!],
            IsBuilt = true,
            Entrypoint = container.Words("entryPoint") is { Count: > 0 } entry ? entry : null,
            Command = container.Words("command") is { Count: > 0 } command ? command : null,
            Port = port,
            IsOpen = port is not null,
            Health = Health(),
            Cpu = Units(task.Text("cpu") ?? container.Text("cpu")),
            Memory = Memory(task.Text("memory") ?? container.Text("memory")),
            User = container.Text("user"),
            Stop = container.Text("stopTimeout") is { } stop and not "30" ? $"{stop}s" : null,
            Mounts = [.. Mounts(resources)],
            Variables = [.. Variables()],
            Keys = [.. Keys()],
        };
    }

    private FoundHealth? Health()
    {
        if (container.Map("healthCheck") is not { } check || HealthSigns.Command(check.Texts("command")) is not { } command)
        {
            return null;
        }

        TimeSpan? Seconds(string key) =>
            int.TryParse(check.Text(key), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? TimeSpan.FromSeconds(n) : null;
        var tries = int.TryParse(check.Text("retries"), NumberStyles.None, CultureInfo.InvariantCulture, out var some) ? some : 3;
        var path = HealthSigns.InCommand(string.Join(' ', command)) ?? new FoundHealth(null, null);
        return path with
        {
            Command = command,
            Interval = Seconds("interval"),
            Timeout = Seconds("timeout"),
            Grace = (Seconds("startPeriod") ?? TimeSpan.Zero) + (tries * (Seconds("interval") ?? TimeSpan.FromSeconds(30))),
        };
    }

    private IEnumerable<FoundVariable> Variables()
    {
        foreach (var variable in container.Maps("environment"))
        {
            if (variable.Text("name") is { } name)
            {
                var value = variable.Text("value") ?? "";
                yield return new FoundVariable(name, SecretSigns.Is(name, value) ? null : Interpolation.Normal(value), value);
            }
        }

        foreach (var secret in container.Maps("secrets"))
        {
            if (secret.Text("name") is { } name && secret.Text("valueFrom") is { } from)
            {
                Kinds[name] = Existing(from);
                yield return new FoundVariable(name, null) { IsNeeded = true };
            }
        }
    }

    // An ARN of Secrets Manager may name a key of the document, a parameter is named by its path.
    private static string Existing(string from)
    {
        var parts = from.Split(':');
        if (parts.Length > 6 && parts[2] == "secretsmanager")
        {
            var key = parts.Skip(7).FirstOrDefault(p => p.Length > 0);
            var arn = YamlScalar.Flow(string.Join(':', parts.Take(7)));
            return key is null ? $"{{existing: {arn}}}" : $"{{existing: {arn}, key: {YamlScalar.Flow(key)}}}";
        }

        var path = parts.Length > 5 ? parts[5][(parts[5].IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? at : 0)..] : from;
        return $"{{existing: {YamlScalar.Flow("ssm:" + (path.StartsWith('/') ? path : "/" + path))}}}";
    }

    private IEnumerable<KeyValuePair<string, string>> Mounts(List<FoundResource> resources)
    {
        var volumes = task.Maps("volumes");
        foreach (var mount in container.Maps("mountPoints"))
        {
            var (source, path) = (mount.Text("sourceVolume"), mount.Text("containerPath"));
            if (source is null || path is null || AppNames.Legal(source) is not { } legal)
            {
                continue;
            }

            var efs = volumes.FirstOrDefault(v => v.Text("name") == source)?.Map("efsVolumeConfiguration");
            if (resources.TrueForAll(r => r.Name != legal))
            {
                var id = efs?.Text("fileSystemId");
                efs?.Pass("transitEncryption", "transitEncryptionPort", "authorizationConfig");
                resources.Add(new FoundResource(legal, "volume")
                {
                    Keys = id is null ? [] : [new FoundKey("existing", YamlScalar.Flow(id))],
                });
            }

            var root = efs?.Text("rootDirectory")?.Trim('/') is { Length: > 0 } below ? "/" + below : "";
            yield return KeyValuePair.Create(path, legal + root + (mount.Text("readOnly") == "true" ? ":ro" : ""));
        }
    }

    private IEnumerable<FoundKey> Keys()
    {
        if (container.Text("readonlyRootFilesystem") == "true")
        {
            yield return new FoundKey("read_only", "true");
        }

        if (task.Map("ephemeralStorage")?.Text("sizeInGiB") is { } disk)
        {
            yield return new FoundKey("disk", $"{disk}G");
        }

        var files = container.Maps("ulimits").FirstOrDefault(u => u.Text("name") == "nofile");
        if ((files?.Text("hardLimit") ?? files?.Text("softLimit")) is { } limit)
        {
            files!.Text("softLimit");
            yield return new FoundKey("ulimits", $"{{nofile: {limit}}}");
        }
    }

    // 256, "0.25 vCPU".
    private static string? Units(string? cpu)
    {
        var word = cpu?.Split(' ')[0];
        return decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n > 0
            ? (cpu!.Contains("vcpu", StringComparison.OrdinalIgnoreCase) ? n : n / 1024).ToString("0.###", CultureInfo.InvariantCulture)
            : null;
    }

    // 512, "1 GB".
    private static string? Memory(string? memory)
    {
        var word = memory?.Split(' ')[0];
        return decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n > 0
            ? Size.OfMebibytes((long)(memory!.Contains("gb", StringComparison.OrdinalIgnoreCase) ? n * 1024 : n)).ToString()
            : null;
    }
}
