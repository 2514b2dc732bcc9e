using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Docker.Plan;

/// <summary>What references to something that is already there stand for: what the file says of it.</summary>
/// <param name="resolve">Fills in secrets; null where one is not set.</param>
/// <param name="inUrl">Writes a user or password in a URL.</param>
internal sealed class ExistingValues(Existing existing, Func<Text, string?> resolve, Func<string, string> inUrl)
{
    public string? Resolve(Kind kind, Attribute attribute)
    {
        var (host, user, password, name) = (Read(existing.Host), Read(existing.User), Read(existing.Password), Read(existing.Name));
        var port = $"{ResourceAddress.PortOf(existing, kind)}";
        return attribute switch
        {
            Attribute.Host => host,
            Attribute.Port => port,
            Attribute.Name => name,
            Attribute.User => user,
            Attribute.Password => password,
            Attribute.Json => ConnectionDocument.Render(host ?? "", port, user ?? "", name ?? "", password ?? ""),
            _ when kind == Kind.Postgres =>
                $"postgres://{inUrl(user ?? "")}:{inUrl(password ?? "")}@{host}:{port}/{name}",
            _ => ResourceAddress.Scheme(kind, isEncrypted: false) + host
                + ResourceAddress.PortSuffix(kind, ResourceAddress.PortOf(existing, kind)),
        };
    }

    private string? Read(Text? text) => text is null ? null : resolve(text);
}
