using System.Text;

namespace Fairlead.Aws.CloudFormation;

/// <summary>Where a walk through a value stands; written out only when there is something to say.</summary>
internal sealed class PropertyPath
{
    private readonly List<(string? Key, int Index)> steps = [];

    public void Enter(string key) => steps.Add((key, 0));

    public void Enter(int index) => steps.Add((null, index));

    public void Leave() => steps.RemoveAt(steps.Count - 1);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (key, index) in steps)
        {
            text.Append(key is null ? $"[{index}]" : text.Length == 0 ? key : $".{key}");
        }

        return text.ToString();
    }
}
