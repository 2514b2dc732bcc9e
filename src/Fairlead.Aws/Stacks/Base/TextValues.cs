using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Access;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using static Fairlead.Aws.CloudFormation.Value;
using Attribute = Fairlead.Core.Model.Attribute;

namespace Fairlead.Aws.Stacks.Base;

/// <summary>Texts of the app file as values of a template. What a secret says never comes here: see <see cref="SecretValues"/>.</summary>
internal static class TextValues
{
    public static Value Render(StackScope scope, Stack stack, Text text) => Concat([.. text.Parts.Select(p => Render(scope, stack, p))]);

    private static Value Render(StackScope scope, Stack stack, Part part) => part switch
    {
        Literal literal => literal.Value,
        AttributePart attribute => Render(scope, stack, attribute),
        ReleasePart release => StackScope.Parameter(stack, $"Release{release.Field}"),
        SsmPart ssm => StackScope.Parameter(stack, $"SsmParameter{Fingerprint.Compute(ssm.Path)}"),
        StackPart other => StackScope.Parameter(stack, $"StackOutput{Fingerprint.Compute($"{other.Stack}/{other.Output}")}"),
        ExtrasPart extra => ExtrasStack.ImportOutput(scope, stack, extra.Output),
        _ => throw new InvalidOperationException($"A secret has no place in a template: {part}"),
    };

    public static Value Render(StackScope scope, Stack stack, AttributePart part)
    {
        if (scope.App.Services.Find(part.Target) is { } service)
        {
            return RenderService(scope, stack, service, part.Attribute);
        }

        if (scope.App.Resources.Find(part.Target) is not { } resource)
        {
            // Of a GPU job: its queue stays, and its definition is whatever revision the release registers.
            return part.Attribute == Attribute.Definition
                ? StackScope.LiveParameter(stack, LogicalId.For(LogicalIdPrefix.From, part.Target) + part.Attribute,
                    scope.DefinitionOf(part.Target))
                : scope.ImportOutputOf(stack, part.Target, part.Attribute.ToString());
        }

        if (resource.Existing is not null)
        {
            return RenderExisting(scope, stack, resource, part.Attribute);
        }

        return (resource, part.Attribute) switch
        {
            (Postgres, Attribute.Port) => StackScope.Number(KnownNames.PortOf(scope)),
            (Redis, Attribute.Port) => StackScope.Number(Redis.Port),
            (Postgres database, Attribute.Name) => DatabaseName.NameOf(scope.App, database),
            (Postgres database, Attribute.User) => DatabaseName.UserOf(scope.App, database),
            (Redis redis, Attribute.Url) =>
                Concat(ResourceAddress.Scheme(Kind.Redis, redis.Tls), scope.ImportOutputOf(stack, part.Target, "Host"), $":{Redis.Port}"),
            (Search, Attribute.Url) => Concat("https://", scope.ImportOutputOf(stack, part.Target, "Host")),
            (Bucket bucket, Attribute.Name) => KnownNames.NameOf(scope, bucket),
            (Bucket bucket, Attribute.Arn) => KnownNames.ArnOf(scope, bucket),
            (Queue queue, Attribute.Name) => KnownNames.NameOf(scope, queue),
            (Queue queue, Attribute.Url) => KnownNames.UrlOf(scope, queue),
            (Queue queue, Attribute.Arn) => KnownNames.ArnOf(scope, queue),
            (Config config, Attribute.Name) => KnownNames.NameOf(scope, config),
            (Config config, Attribute.Arn) => KnownNames.ArnOf(scope, config),
            (Endpoint endpoint, Attribute.Name) => KnownNames.NameOf(scope, endpoint),
            _ => scope.ImportOutputOf(stack, part.Target, part.Attribute.ToString()),
        };
    }

    private static Value RenderExisting(StackScope scope, Stack stack, Resource resource, Attribute attribute)
    {
        var existing = resource.Existing!;
        var (kind, port) = (resource.Kind, ResourceAddress.PortOf(existing, resource.Kind));
        return attribute switch
        {
            Attribute.Name when existing.Name is { } name =>
                resource is Bucket ? ExistingNames.NameOf(scope, stack, ExistingKind.Bucket, name) : Render(scope, stack, name),
            Attribute.User when existing.User is { } user => Render(scope, stack, user),
            Attribute.Host when existing.Host is { } host => Render(scope, stack, host),
            Attribute.Port => StackScope.Number(port),
            Attribute.Url when existing.Host is { } host =>
                Concat(
                ResourceAddress.Scheme(kind, resource is Redis { Tls: true }), Render(scope, stack, host),
                ResourceAddress.PortSuffix(kind, port)),
            Attribute.Arn when existing.Name is { } name && resource is Bucket =>
                ExistingNames.ArnOf(scope, stack, ExistingKind.Bucket, name),
            _ => StackScope.Parameter(stack, LogicalId.For(LogicalIdPrefix.From, resource.Name) + attribute),
        };
    }

    private static Value RenderService(StackScope scope, Stack stack, Service service, Attribute attribute)
    {
        if (ServiceAddress.Value(service, attribute, $"{service.Name}.{scope.Domain}") is { } inside)
        {
            return inside;
        }

        var isSecure = DomainNames.HasCertificate(scope.App) || scope.IsBehindCdn;
        return attribute switch
        {
            Attribute.UrlScheme => isSecure ? "https" : "http",
            Attribute.UrlHost => HostOf(scope, stack, service),
            Attribute.UrlPort => isSecure ? "443" : "80",
            _ => Concat(isSecure ? "https://" : "http://", HostOf(scope, stack, service),
                service.Route is { Path: not "/" } route ? route.Path : ""),
        };
    }

    // Asked only by whoever needs it: a name that AWS gives is a parameter, and one that nothing refers to is a fault.
    private static Value HostOf(StackScope scope, Stack stack, Service service) => service.Route?.Host ?? scope.App.Environment.Domain
        ?? (scope.IsBehindCdn ? scope.ImportOutputOf(stack, VisitorAuth.Edge, "DistributionDomainName")
        : scope.ImportOutput(stack, "LoadBalancerDnsName"));
}
