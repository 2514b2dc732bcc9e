using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.Template.Value;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Aws.Template.Walk;

/// <summary>Texts of the app file as values of a template. What a secret says never comes here: see <see cref="SecretValues"/>.</summary>
internal static class Texts
{
    public static Value Of(Site site, Stack stack, Text text) => Concat([.. text.Parts.Select(p => Of(site, stack, p))]);

    private static Value Of(Site site, Stack stack, Part part) => part switch
    {
        Literal literal => literal.Value,
        AttributePart attribute => Of(site, stack, attribute),
        ReleasePart release => Site.Given(stack, $"Release{release.Field}"),
        SsmPart ssm => Site.Given(stack, $"Ssm{Fingerprint.Of(ssm.Path)}"),
        StackPart other => Site.Given(stack, $"Stack{Fingerprint.Of($"{other.Stack}/{other.Output}")}"),
        ExtrasPart extra => ExtrasStack.Take(site, stack, extra.Output),
        _ => throw new InvalidOperationException($"A secret has no place in a template: {part}"),
    };

    public static Value Of(Site site, Stack stack, AttributePart part)
    {
        if (site.App.Services.Find(part.Target) is { } service)
        {
            return OfService(site, stack, service, part.Attribute);
        }

        if (site.App.Resources.Find(part.Target) is not { } resource)
        {
            // Of a GPU job: its queue stays, and its definition is whatever revision the release registers.
            return part.Attribute == Attribute.Definition ? Site.Moved(stack, LogicalId.Of(Kinds.From, part.Target) + part.Attribute) : site.TakeOf(stack, part.Target, part.Attribute.ToString());
        }

        if (resource.Existing is { } existing)
        {
            return OfExisting(site, stack, existing, (resource, part.Attribute));
        }

        return (resource, part.Attribute) switch
        {
            (Postgres, Attribute.Port) => Site.Number(PostgresStack.PortOf(site)),
            (Redis, Attribute.Port) => Site.Number(Redis.Port),
            (Postgres, Attribute.Name or Attribute.User) => PostgresStack.NameOf(site.App),
            (Redis redis, Attribute.Url) => Concat(ResourceAddress.Scheme(Kind.Redis, redis.Tls), site.TakeOf(stack, part.Target, "Host"), $":{Redis.Port}"),
            (Search, Attribute.Url) => Concat("https://", site.TakeOf(stack, part.Target, "Host")),
            (Bucket bucket, Attribute.Name) => KnownNames.Of(site, bucket),
            (Bucket bucket, Attribute.Arn) => KnownNames.ArnOf(site, bucket),
            (Queue queue, Attribute.Name) => KnownNames.Of(site, queue),
            (Queue queue, Attribute.Url) => KnownNames.UrlOf(site, queue),
            (Queue queue, Attribute.Arn) => KnownNames.ArnOf(site, queue),
            (Config config, Attribute.Name) => KnownNames.Of(site, config),
            (Config config, Attribute.Arn) => KnownNames.ArnOf(site, config),
            (Endpoint endpoint, Attribute.Name) => KnownNames.Of(site, endpoint),
            _ => site.TakeOf(stack, part.Target, part.Attribute.ToString()),
        };
    }

    private static Value OfExisting(Site site, Stack stack, Existing existing, (Core.Model.Resource Resource, Attribute Attribute) asked)
    {
        var (kind, port) = (asked.Resource.Kind, ResourceAddress.PortOf(existing, asked.Resource.Kind));
        return asked.Attribute switch
        {
            Attribute.Name when existing.Name is { } name => Of(site, stack, name),
            Attribute.User when existing.User is { } user => Of(site, stack, user),
            Attribute.Host when existing.Host is { } host => Of(site, stack, host),
            Attribute.Port => Site.Number(port),
            Attribute.Url when existing.Host is { } host => Concat(ResourceAddress.Scheme(kind, asked.Resource is Redis { Tls: true }), Of(site, stack, host), ResourceAddress.PortSuffix(kind, port)),
            Attribute.Arn when existing.Name is { } name && asked.Resource is Bucket => Concat("arn:", Partition, ":s3:::", Of(site, stack, name)),
            _ => Site.Given(stack, LogicalId.Of(Kinds.From, asked.Resource.Name) + asked.Attribute),
        };
    }

    private static Value OfService(Site site, Stack stack, Service service, Attribute attribute)
    {
        if (ServiceAddress.Value(service, attribute, $"{service.Name}.{site.Domain}") is { } inside)
        {
            return inside;
        }

        var isSecure = DomainParts.IsSecure(site.App) || site.IsBehindCdn;
        Value visible = service.Route?.Host ?? site.App.Environment.Domain ?? (site.IsBehindCdn ? site.TakeOf(stack, Gates.Edge, "Domain") : site.Take(stack, "BalancerName"));
        return attribute switch
        {
            Attribute.UrlScheme => isSecure ? "https" : "http",
            Attribute.UrlHost => visible,
            Attribute.UrlPort => isSecure ? "443" : "80",
            _ => Concat(isSecure ? "https://" : "http://", visible, service.Route is { Path: not "/" } route ? route.Path : ""),
        };
    }
}
