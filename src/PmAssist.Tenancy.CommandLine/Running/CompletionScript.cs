namespace PmAssist.Tenancy.CommandLine.Internal;

/// <summary>What a shell needs to complete verbs and options: it asks the program with the <c>[suggest]</c> directive.</summary>
internal static class CompletionScript
{
    public static readonly IReadOnlyList<string> Shells = ["bash", "zsh", "pwsh"];

    public static string For(string shell, string program)
        => shell switch
        {
            "bash" => $$"""
                _{{Name(program)}}() {
                  local IFS=$'\n'
                  local found="$({{program}} "[suggest:$((COMP_POINT - ${#COMP_WORDS[0]} - 1))]" "${COMP_LINE#* }" 2>/dev/null)"
                  COMPREPLY=($(compgen -W "$found" -- "${COMP_WORDS[COMP_CWORD]}"))
                }
                complete -F _{{Name(program)}} {{program}}
                """,
            "zsh" => $$"""
                _{{Name(program)}}() {
                  local line="${words[2,-1]}"
                  compadd -- ${(f)"$({{program}} "[suggest:${#line}]" "$line" 2>/dev/null)"}
                }
                compdef _{{Name(program)}} {{program}}
                """,
            _ => $$"""
                Register-ArgumentCompleter -Native -CommandName {{program}} -ScriptBlock {
                  param($word, $ast, $position)
                  $line = ($ast.CommandElements | Select-Object -Skip 1) -join ' '
                  if ($word -eq '') { $line += ' ' }
                  & {{program}} "[suggest:$($line.Length)]" $line |
                    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
                }
                """,
        };

    private static string Name(string program) => string.Concat(program.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
