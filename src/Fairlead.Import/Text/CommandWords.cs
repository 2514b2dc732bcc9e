using System.Text;

namespace Fairlead.Import.Text;

/// <summary>The words of a command line.</summary>
internal static class CommandWords
{
    /// <summary>White space parts words; quotes and backslashes keep it.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, inWord) = ('\0', false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
                inWord = true;
            }
            else if (quote != 0 ? c == quote : c is '"' or '\'')
            {
                (quote, inWord) = (quote == 0 ? c : '\0', true);
            }
            else if (quote != 0 || !char.IsWhiteSpace(c))
            {
                word.Append(c);
                inWord = true;
            }
            else if (inWord)
            {
                words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
        }

        return inWord ? [.. words, word.ToString()] : words;
    }
}
