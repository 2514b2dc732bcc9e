using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

internal static class EndpointKeys
{
    public static readonly Section Section = new Section("an endpoint").With(ResourceKeys.TypeOnly);

    public static readonly Key<Text?> Config = Section.Add(
        "config", NameOrArn.OfEndpointConfiguration, null,
        "The endpoint configuration it is started with.");
    public static readonly Key<TimeSpan?> IdleStop = Section.Add(
        "idle_stop",
        Shapes.Optional(Shapes.DurationFrom(TimeSpan.FromMinutes(1), TimeSpan.FromDays(1), "a duration from 1m to 1d", "30m")), null,
        "It is stopped when nobody called it for so long.", "never");
}

/// <summary>Reads endpoints.</summary>
internal static class EndpointReader
{
    public static Endpoint? Read(string name, Origin origin, Fields fields) =>
        fields.Need(EndpointKeys.Config, origin.Name, $"the endpoint '{name}'", "config: my-endpoint-configuration") is { } config
            ? new Endpoint(name, origin) { Config = config, IdleStop = fields.Read(EndpointKeys.IdleStop), Protect = false }
            : null;
}
