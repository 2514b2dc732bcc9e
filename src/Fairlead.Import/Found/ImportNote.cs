namespace Fairlead.Import.Found;

public enum ImportNoteKind
{
    /// <summary>A file that was read, or passed over.</summary>
    Read,

    /// <summary>It stands in the app file as it did.</summary>
    Kept,

    /// <summary>It stands there in another way.</summary>
    Changed,

    /// <summary>It does not stand there.</summary>
    LeftOut,

    /// <summary>A step for a person.</summary>
    ToDo,
}

/// <summary>One line of the report: what became of a part of the project.</summary>
/// <param name="Subject">The service or job it is about; null for the app as a whole.</param>
/// <param name="Place">The file, and the line where there is one: <c>compose.yaml:12</c>.</param>
public sealed record ImportNote(ImportNoteKind Kind, string? Subject, string Text, string? Place)
{
    /// <summary>Left out though it serves: without it the app is not the same.</summary>
    public bool Serves { get; init; }
}

/// <summary>What becomes of the parts of a project, as it is found out.</summary>
internal sealed class ImportNotes
{
    private readonly List<ImportNote> all = [];

    public IReadOnlyList<ImportNote> All => all;

    public void Read(string place, string text) => all.Add(new ImportNote(ImportNoteKind.Read, null, text, place));

    public void Kept(string? subject, string? place, string text) => all.Add(new ImportNote(ImportNoteKind.Kept, subject, text, place));

    public void Changed(string? subject, string? place, string text) =>
        all.Add(new ImportNote(ImportNoteKind.Changed, subject, text, place));

    /// <summary>Nobody misses it.</summary>
    public void LeftOut(string? subject, string? place, string text) =>
        all.Add(new ImportNote(ImportNoteKind.LeftOut, subject, text, place));

    /// <summary>The app is not the same without it.</summary>
    public void Missing(string? subject, string? place, string text) =>
        all.Add(new ImportNote(ImportNoteKind.LeftOut, subject, text, place) { Serves = true });

    public void ToDo(string? subject, string? place, string text) => all.Add(new ImportNote(ImportNoteKind.ToDo, subject, text, place));

    public void Add(IEnumerable<ImportNote> others) => all.AddRange(others);
}
