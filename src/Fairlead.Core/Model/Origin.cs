using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.Model;

/// <summary>Where something of the model stands in the app file, so that whatever is later said of it can name the line.</summary>
public sealed record Origin(Span Name, Node Value)
{
    /// <summary>Whether a key was brought in by <c>extends</c> or an alias from further above.</summary>
    public bool Inherits(Span key) => key.Line < Name.Line;

    /// <summary>The place of a key inside (<c>"health", "path"</c>), or of the nearest thing around it.</summary>
    public Span PlaceOf(params ReadOnlySpan<string> path)
    {
        var place = Name;
        var node = Value;
        foreach (var key in path)
        {
            if ((node as MapNode)?.Find(key) is not { } entry)
            {
                break;
            }

            place = entry.KeySpan;
            node = entry.Value;
        }

        return place;
    }
}
