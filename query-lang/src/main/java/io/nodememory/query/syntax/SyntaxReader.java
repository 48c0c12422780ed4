package io.nodememory.query.syntax;

import io.nodememory.query.source.QueryException;
import io.nodememory.query.source.SourceText;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.BooleanExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ElvisOperatorExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.NamedArgumentListExpression;
import org.codehaus.groovy.ast.expr.NotExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.RangeExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.EmptyStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.syntax.Token;

/**
 * Groovy's tree to ours, by a list of what is allowed. Shapes are compared by their exact class: an allowed one has
 * subclasses that are not (a declaration is a binary expression to Groovy, an attribute access a property). Operators are
 * told apart by their text, as the numbers behind them differ between versions of Groovy.
 */
final class SyntaxReader {
    private final SourceText source;
    /** Offset of the last node with a position, for errors at nodes without one. */
    private int last;

    SyntaxReader(SourceText source) {
        this.source = source;
    }

    /** Rejects everything in a module that is not a statement. */
    void checkModule(ModuleNode module) {
        boolean more = !module.getImports().isEmpty()
                || !module.getStarImports().isEmpty()
                || !module.getStaticImports().isEmpty()
                || !module.getStaticStarImports().isEmpty()
                || module.hasPackage()
                || !module.getMethods().isEmpty()
                || module.getClasses().size() > 1;
        if (more) {
            throw new QueryException(
                    source, 0, "imports, packages, classes, methods and annotations are not part of the language");
        }
    }

    Syntax statement(Statement statement) {
        int at = at(statement);
        if (statement.getStatementLabels() != null
                && !statement.getStatementLabels().isEmpty()) {
            throw error(at, "names for values are written in brackets: { [name: value] }");
        }
        if (statement.getClass() == ExpressionStatement.class) {
            return expression(((ExpressionStatement) statement).getExpression());
        }
        throw error(at, "statements are not part of the language; write an expression");
    }

    private Syntax expression(Expression e) {
        int at = at(e);
        Class<?> type = e.getClass();
        if (type == VariableExpression.class) {
            return new Syntax.Name(at, ((VariableExpression) e).getName());
        } else if (type == ConstantExpression.class) {
            return literal(at, ((ConstantExpression) e).getValue());
        } else if (type == PropertyExpression.class) {
            return property(at, (PropertyExpression) e);
        } else if (type == MethodCallExpression.class) {
            return call(at, (MethodCallExpression) e);
        } else if (type == BinaryExpression.class) {
            BinaryExpression binary = (BinaryExpression) e;
            Syntax left = expression(binary.getLeftExpression());
            Syntax right = expression(binary.getRightExpression());
            Token operator = binary.getOperation();
            int operatorAt = source.offset(operator.getStartLine(), operator.getStartColumn());
            return new Syntax.Binary(operatorAt, operator.getText(), left, right);
        } else if (type == NotExpression.class) {
            return new Syntax.Not(at, expression(((NotExpression) e).getExpression()));
        } else if (type == BooleanExpression.class) {
            return expression(((BooleanExpression) e).getExpression());
        } else if (type == UnaryMinusExpression.class) {
            return minus(at, expression(((UnaryMinusExpression) e).getExpression()));
        } else if (type == TernaryExpression.class || type == ElvisOperatorExpression.class) {
            TernaryExpression t = (TernaryExpression) e;
            Syntax condition = expression(t.getBooleanExpression());
            return new Syntax.Ternary(
                    condition.at(), condition, expression(t.getTrueExpression()), expression(t.getFalseExpression()));
        } else if (type == ListExpression.class) {
            return new Syntax.Items(at, expressions(((ListExpression) e).getExpressions()));
        } else if (type == MapExpression.class) {
            return new Syntax.Entries(at, entries((MapExpression) e));
        } else if (type == RangeExpression.class) {
            return range((RangeExpression) e);
        } else if (type == ClosureExpression.class) {
            return closure(at, (ClosureExpression) e);
        }
        throw error(at, refusal(type));
    }

    private static String refusal(Class<?> type) {
        if (type == GStringExpression.class) {
            return "a string with $ in it would be computed by Groovy, which never runs here; use '…'";
        }
        return switch (type.getSimpleName()) {
            case "DeclarationExpression" -> "variables are not part of the language";
            case "ConstructorCallExpression" -> "'new' is not part of the language";
            case "MethodPointerExpression", "MethodReferenceExpression" ->
                "method references are not part of the language";
            case "AttributeExpression" -> "'.@' is not part of the language";
            case "LambdaExpression" -> "lambdas are not part of the language; write { … }";
            default -> "this is not part of the query language";
        };
    }

    private Syntax literal(int at, Object value) {
        if (value instanceof Integer i) {
            return new Syntax.Literal(at, i.longValue());
        } else if (value instanceof java.math.BigInteger big && big.bitLength() > 64) {
            throw error(at, "this number has more than 64 bits");
        }
        return new Syntax.Literal(at, value);
    }

    private Syntax minus(int at, Syntax operand) {
        if (operand instanceof Syntax.Literal literal) {
            if (literal.value() instanceof Long number) {
                return new Syntax.Literal(at, -number);
            } else if (literal.value() instanceof java.math.BigInteger number) {
                return literal(at, number.negate());
            } else if (literal.value() instanceof java.math.BigDecimal number) {
                return new Syntax.Literal(at, number.negate());
            }
        }
        return new Syntax.Minus(at, operand);
    }

    private Syntax property(int at, PropertyExpression e) {
        if (e.isSpreadSafe()) {
            throw error(at, "'*.' is not part of the language");
        }
        Syntax of = expression(e.getObjectExpression());
        return new Syntax.Property(at(e.getProperty()), of, name(e.getProperty()));
    }

    private Syntax call(int at, MethodCallExpression e) {
        if (e.isSpreadSafe() || e.getGenericsTypes() != null) {
            throw error(at, "this kind of call is not part of the language");
        }
        Syntax on = e.isImplicitThis() ? null : expression(e.getObjectExpression());
        String name = name(e.getMethod());
        int nameAt = at(e.getMethod());
        List<Syntax> arguments = new ArrayList<>();
        List<Syntax.Entry> named = new ArrayList<>();
        if (!(e.getArguments() instanceof TupleExpression tuple)
                || (tuple.getClass() != ArgumentListExpression.class && tuple.getClass() != TupleExpression.class)) {
            throw error(at, "this kind of call is not part of the language");
        }
        for (Expression argument : tuple.getExpressions()) {
            if (argument.getClass() == NamedArgumentListExpression.class
                    || (argument.getClass() == MapExpression.class && arguments.isEmpty() && named.isEmpty())) {
                named.addAll(entries((MapExpression) argument));
            } else {
                arguments.add(expression(argument));
            }
        }
        return new Syntax.Call(nameAt, on, name, List.copyOf(arguments), List.copyOf(named));
    }

    private String name(Expression e) {
        if (e.getClass() == ConstantExpression.class && ((ConstantExpression) e).getValue() instanceof String name) {
            return name;
        }
        throw error(at(e), "a name belongs here");
    }

    private List<Syntax> expressions(List<Expression> expressions) {
        List<Syntax> result = new ArrayList<>(expressions.size());
        for (Expression e : expressions) {
            result.add(expression(e));
        }
        return List.copyOf(result);
    }

    private List<Syntax.Entry> entries(MapExpression map) {
        List<Syntax.Entry> entries = new ArrayList<>();
        for (MapEntryExpression entry : map.getMapEntryExpressions()) {
            int at = at(entry.getKeyExpression());
            entries.add(new Syntax.Entry(at, name(entry.getKeyExpression()), expression(entry.getValueExpression())));
        }
        return List.copyOf(entries);
    }

    private Syntax range(RangeExpression e) {
        Syntax from = expression(e.getFrom());
        return new Syntax.Range(from.at(), from, expression(e.getTo()), e.isInclusive());
    }

    private Syntax closure(int at, ClosureExpression e) {
        Parameter[] parameters = e.getParameters();
        String parameter = null;
        if (parameters != null && parameters.length > 0) {
            Parameter first = parameters[0];
            boolean plain = parameters.length == 1
                    && !first.hasInitialExpression()
                    && first.isDynamicTyped()
                    && first.getAnnotations().isEmpty();
            if (!plain) {
                throw error(at, "{ … } takes one plain name at most: { task -> … }");
            }
            parameter = first.getName();
        }
        List<Syntax> statements = new ArrayList<>();
        if (e.getCode() instanceof BlockStatement block) {
            for (Statement statement : block.getStatements()) {
                if (!(statement instanceof EmptyStatement)) {
                    statements.add(statement(statement));
                }
            }
        } else if (e.getCode() != null) {
            statements.add(statement(e.getCode()));
        }
        return new Syntax.Closure(at, parameter, List.copyOf(statements));
    }

    private int at(ASTNode node) {
        if (node.getLineNumber() > 0) {
            last = source.offset(node.getLineNumber(), node.getColumnNumber());
        }
        return last;
    }

    private QueryException error(int at, String problem) {
        return new QueryException(source, at, problem);
    }
}
