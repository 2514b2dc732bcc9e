using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Fairlead.Core.Model;

public interface INamed
{
    string Name { get; }
}

/// <summary>Named things in the order of the file.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "a table is a list that can be asked by name")]
public sealed class Table<T>(IReadOnlyList<T> items) : IReadOnlyList<T>
    where T : class, INamed
{
    private readonly Dictionary<string, T> byName = items.ToDictionary(i => i.Name, StringComparer.Ordinal);

    public int Count => items.Count;

    public T this[int index] => items[index];

    public T this[string name] => byName[name];

    public T? Find(string name) => byName.GetValueOrDefault(name);

    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
