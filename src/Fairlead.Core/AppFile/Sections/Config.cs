using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class ConfigKeys
{
    public static readonly Section Section = new Section("a config").With(ResourceKeys.TypeOnly);

    public static readonly Key<Node?> Values = Section.Add(
        "values", Forms.Texts, null, "The keys that the app reads; keys added by hand are kept.");
    public static readonly Key<string?> Name = Section.Add(
        "name", Shapes.Named("the name of a secret: letters, digits and /_+=.@-", "^[A-Za-z0-9/_+=.@-]{1,512}$", "shop/production"),
        null, "A name to fix, where the code expects it.", "/APP/ENVIRONMENT/NAME");
}

/// <summary>Reads documents.</summary>
internal static class ConfigReader
{
    public static Config Read(string name, Origin origin, Fields fields, Reading reading)
    {
        var values = fields.Node(ConfigKeys.Values);
        if (values is not null and not MapNode)
        {
            reading.Problems.Add(Codes.WrongType, values.Span, "values has to be a map of keys and texts", "write KEY: value");
        }

        return new Config(name, origin)
        {
            FixedName = fields.Read(ConfigKeys.Name),
            Values = values is MapNode map ? Variables.Read(map, reading) : [],
            Protect = true,
        };
    }
}
