using Fairlead.Core.Yaml;
using Fairlead.Import.Dockerfiles;
using Fairlead.Import.Found;
using Fairlead.Import.Frameworks;
using Fairlead.Import.Text;

namespace Fairlead.Import.Kamal;

/// <summary>Kamal's accessories: databases become resources, other servers services with a volume for their data.</summary>
internal sealed class KamalAccessories(string service, ISet<string> taken, ImportNotes findings)
{
    private static readonly string[] Needless = ["host", "hosts", "role", "roles", "tag", "tags", "service", "labels", "network",
        "registry", "options"];

    public IReadOnlyList<FoundWorkload> Read(SourceMap map, List<FoundImage> images, List<FoundResource> resources)
    {
        var found = new List<FoundWorkload>();
        var accessories = map.Map("accessories");
        foreach (var entry in accessories?.Entries ?? [])
        {
            if (accessories!.Map(entry.Key) is { } own && own.Text("image") is { } image && !image.Contains('$', StringComparison.Ordinal))
            {
                var name = AppNames.Free(entry.Key, "accessory", taken);
                var variables = KamalRoles.Variables(own.Map("env"));
                IReadOnlyList<string> aliases = [entry.Key, own.Text("service") ?? $"{service}-{entry.Key}"];
                if (KnownImages.Resource(name, image) is { } resource)
                {
                    string? First(string key) => variables.FirstOrDefault(v => v.Name == key)?.Value;
                    resources.Add(resource with
                    {
                        Aliases = aliases,
                        User = First("POSTGRES_USER") ?? "postgres",
                        Database = First("POSTGRES_DB") ?? First("POSTGRES_USER") ?? "postgres",
                    });
                    Resource(own, name);
                }
                else
                {
                    found.Add(Server(own, name, image, variables, resources) with { Aliases = aliases });
                    images.Add(new FoundImage(name) { Use = image });
                }

                own.Report(name, k => Needless.Contains(k[(k.LastIndexOf('.') + 1)..]), findings);
            }
            else
            {
                findings.Missing(entry.Key, accessories!.At(entry.Key), "which image it is can not be told");
            }
        }

        return found;
    }

    private void Resource(SourceMap own, string name)
    {
        own.Pass("port", "directories", "volumes");
        if (own.Any("cmd") is not null || own.Any("files") is not null)
        {
            findings.Missing(name, own.Place, "it runs with the usual settings: its command and files were left out");
        }
    }

    private FoundWorkload Server(
        SourceMap own, string name, string image, IReadOnlyList<FoundVariable> variables, List<FoundResource> resources)
    {
        var known = KnownImages.Find(image);
        var port = Ports.Parse(own.Text("port")?.Split(':')[^1]) ?? known.Port;
        var mounts = new List<KeyValuePair<string, string>>();
        foreach (var parts in own.Texts("directories").Concat(own.Texts("volumes")).Select(d => d.Split(':')).Where(p => p.Length > 1))
        {
            var volume = AppNames.Free($"{name}-{AppNames.Legal(parts[0][(parts[0].LastIndexOf('/') + 1)..]) ?? "data"}", $"{name}-data",
                taken);
            resources.Add(new FoundResource(volume, "volume"));
            mounts.Add(KeyValuePair.Create(parts[1], volume));
        }

        foreach (var file in own.Texts("files"))
        {
            findings.Missing(name, own.At("files"), $"the file {file.Split(':')[0]}: build an image that holds it");
        }

        return new FoundWorkload(name, name)
        {
            IsOwn = known.Role == ImageRole.App,
            HoldsData = known.HoldsData,
            Port = port,
            Memory = known.Memory,
            Command = own.Text("cmd") is { } command ? Migrations.Words(command) : null,
            Mounts = mounts,
            Variables = variables,
        };
    }
}
