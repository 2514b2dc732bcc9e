namespace Fairlead.Tests.Support;

/// <summary>Compares with a file of the repository. With FAIRLEAD_ACCEPT=1 the file is written instead; never where CI is set.</summary>
internal static class Golden
{
    public static bool Accepts { get; } = Environment.GetEnvironmentVariable("FAIRLEAD_ACCEPT") == "1";

    public static void Check(string file, string actual)
    {
        if (Accepts)
        {
            Environment.GetEnvironmentVariable("CI").ShouldBeNullOrEmpty("golden files are not accepted where CI is set");
            File.WriteAllText(file, actual);
            return;
        }

        var name = Path.GetRelativePath(Repository.Root, file);
        File.Exists(file).ShouldBeTrue($"{name} is missing; if this is right, run bin/accept:\n{actual}");
        var expected = File.ReadAllText(file);
        if (expected != actual)
        {
            Assert.Fail($"{name} differs; if this is right, run bin/accept\n{Diff(expected.Split('\n'), actual.Split('\n'))}");
        }
    }

    /// <summary>As <see cref="Check"/>; where the text is empty there is to be no file.</summary>
    public static void CheckOrAbsent(string file, string actual)
    {
        if (actual.Length > 0)
        {
            Check(file, actual);
        }
        else if (Accepts)
        {
            File.Delete(file);
        }
        else
        {
            File.Exists(file).ShouldBeFalse($"{Path.GetRelativePath(Repository.Root, file)} is there, but nothing was said");
        }
    }

    // From the first line that differs to the last.
    private static string Diff(string[] expected, string[] actual)
    {
        var start = 0;
        while (start < expected.Length && start < actual.Length && expected[start] == actual[start])
        {
            start++;
        }

        var end = 0;
        while (end < expected.Length - start && end < actual.Length - start && expected[^(end + 1)] == actual[^(end + 1)])
        {
            end++;
        }

        return string.Join('\n', [
            $"line {start + 1}:",
            .. expected[start..^end].Select(l => "- " + l),
            .. actual[start..^end].Select(l => "+ " + l)]);
    }
}
