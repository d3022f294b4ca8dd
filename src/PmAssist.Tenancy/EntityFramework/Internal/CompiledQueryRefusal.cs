// EF has no public service between EF.CompileQuery and the query cache. EF's own error comes late, with the second workspace only;
// CompiledQueryRefusal throws early and says what to do. The specifications fail if EF changes this.
#pragma warning disable EF1001 // Internal EF Core API: kept in this file.
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query.Internal;
using Microsoft.Extensions.DependencyInjection;

namespace PmAssist.Tenancy.Internal;

/// <summary>Refuses compiled queries where each workspace has a model of its own.</summary>
internal static class CompiledQueryRefusal
{
    public static void RefuseCompiledQueries(this IServiceCollection services)
        => services.Decorate<IQueryCompiler>((_, inner) => new Compiler(inner));

    private sealed class Compiler(IQueryCompiler inner) : IQueryCompiler
    {
        public TResult Execute<TResult>(Expression query) => inner.Execute<TResult>(query);

        public TResult ExecuteAsync<TResult>(Expression query, CancellationToken cancellationToken)
            => inner.ExecuteAsync<TResult>(query, cancellationToken);

        public Func<Microsoft.EntityFrameworkCore.Query.QueryContext, TResult> CreateCompiledQuery<TResult>(Expression query)
            => throw Refused();

        public Func<Microsoft.EntityFrameworkCore.Query.QueryContext, TResult> CreateCompiledAsyncQuery<TResult>(Expression query)
            => throw Refused();

        [Experimental("EF9100")]
        public Expression<Func<Microsoft.EntityFrameworkCore.Query.QueryContext, TResult>> PrecompileQuery<TResult>(
            Expression query, bool async)
            => inner.PrecompileQuery<TResult>(query, async);

        private static NotSupportedException Refused()
            => new(
                "A compiled query belongs to one model, and in SchemaMode.ModelPerWorkspace each workspace has its own. "
                + "Use a plain query, or SchemaMode.SharedModel.");
    }
}
