using System.ComponentModel.DataAnnotations;

namespace WebApi.Notes;

public sealed record NoteInput([Required, StringLength(Note.MaxTextLength)] string Text);
