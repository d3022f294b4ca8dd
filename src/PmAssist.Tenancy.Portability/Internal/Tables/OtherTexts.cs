using System.Text.Json;

namespace PmAssist.Tenancy.Portability.Internal;

/// <summary>
/// The values of a row that can have other texts, as JSON can. They are found while the row is written or read, so that a row is gone
/// through once.
/// </summary>
internal sealed class OtherTexts : IDisposable
{
    private readonly Text[] _texts;
    private readonly Text?[] _byColumn;
    private readonly JsonLine _replaced = new();

    public OtherTexts(TableColumn[] columns)
    {
        _byColumn = [.. columns.Select(c => c.Type.HasOtherTexts ? new Text() : null)];
        _texts = [.. _byColumn.OfType<Text>()];
    }

    /// <summary>Whether no column has such values.</summary>
    public bool AreNone => _texts.Length == 0;

    /// <summary>Says where in the row the value of a column is; of each column in its turn.</summary>
    public void Found(int column, int start, int end)
    {
        if (_byColumn[column] is { } text)
        {
            (text.Start, text.End) = (start, end);
        }
    }

    /// <summary>The row with one form for all texts of such a value. Until the next call.</summary>
    public ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> row)
    {
        if (AreNone)
        {
            return row;
        }

        _replaced.Clear();
        var at = 0;
        foreach (var text in _texts)
        {
            _replaced.Raw(row[at..text.Start]);
            text.WriteForm(row[text.Start..text.End], _replaced);
            at = text.End;
        }

        _replaced.Raw(row[at..]);
        return _replaced.Written;
    }

    public void Dispose() => _replaced.Dispose();

    private sealed class Text
    {
        // The last value with its form: many rows have the same.
        private byte[] _value = [];
        private byte[] _form = [];

        public int Start { get; set; }

        public int End { get; set; }

        public void WriteForm(ReadOnlySpan<byte> value, JsonLine line)
        {
            if (_value.AsSpan().SequenceEqual(value))
            {
                line.Raw(_form);
                return;
            }

            var json = new Utf8JsonReader(value);
            json.Read();
            if (json.TokenType != JsonTokenType.String)
            {
                line.Raw(value);
                return;
            }

            var start = line.Length;
            CanonicalJson.Write(json.GetString()!, line);
            (_value, _form) = (value.ToArray(), line.Written[start..].ToArray());
        }
    }
}
