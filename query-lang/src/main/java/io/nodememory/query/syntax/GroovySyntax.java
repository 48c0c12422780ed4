package io.nodememory.query.syntax;

import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import java.util.List;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.ErrorCollector;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.messages.Message;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/**
 * Parses Groovy text with the Groovy of the class path, up to its CONVERSION phase, which ends with a syntax tree. Groovy
 * resolves no name, calls no AST transformation, generates no class and runs nothing.
 */
public final class GroovySyntax {
    private static final int MAX_MESSAGE = 200;

    private GroovySyntax() {}

    /** The statements of a query. */
    public static List<Syntax> parse(SourceText source) {
        return parse(source, Prescan.MAX_LENGTH, -1);
    }

    /**
     * The statements of a text.
     *
     * @param maxLength in characters
     * @param statementDepth depth of brackets down to which several statements are allowed, -1 for none
     */
    public static List<Syntax> parse(SourceText source, int maxLength, int statementDepth) {
        String text = Prescan.run(source, maxLength, statementDepth);
        try {
            ModuleNode module = module(source, text);
            SyntaxReader reader = new SyntaxReader(source);
            reader.checkModule(module);
            return module.getStatementBlock().getStatements().stream()
                    .map((Statement s) -> reader.statement(s))
                    .toList();
        } catch (StackOverflowError e) {
            throw new QueryException("the query is too deep: nest fewer brackets and operators", e);
        }
    }

    private static ModuleNode module(SourceText source, String text) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        ErrorCollector errors = new ErrorCollector(configuration);
        SourceUnit unit = new SourceUnit("query", text, configuration, null, errors);
        try {
            unit.parse();
            unit.completePhase();
            unit.nextPhase();
            unit.convert();
        } catch (CompilationFailedException e) {
            throw syntaxError(source, errors, e);
        }
        if (errors.hasErrors() || unit.getAST() == null) {
            throw syntaxError(source, errors, null);
        }
        return unit.getAST();
    }

    private static QueryException syntaxError(SourceText source, ErrorCollector errors, Exception cause) {
        List<? extends Message> messages = errors.getErrors();
        if (messages != null) {
            for (Message message : messages) {
                if (message instanceof SyntaxErrorMessage error) {
                    SyntaxException syntax = error.getCause();
                    int at = source.offset(syntax.getLine(), syntax.getStartColumn());
                    return new QueryException(source, at, sentence(syntax));
                }
            }
        }
        String why = cause == null ? "" : ": " + cause.getClass().getSimpleName();
        return new QueryException("the text cannot be read as a query" + why, cause);
    }

    private static String sentence(SyntaxException syntax) {
        String message = syntax.getOriginalMessage();
        if (message == null || message.isBlank()) {
            return "this cannot be read as a query";
        }
        int at = message.indexOf(" @ line");
        String first = message.lines().findFirst().orElse("");
        String cut = at > 0 && at < first.length() ? message.substring(0, at) : first;
        return "this cannot be read as a query: "
                + SourceText.printable(cut.substring(0, Math.min(cut.length(), MAX_MESSAGE)));
    }
}
