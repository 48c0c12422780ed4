package io.nodememory.shell.inspect;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.inspect.Item;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.symbols.MissingSymbolException;
import io.nodememory.kernel.symbols.StructType.Member;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.Type;
import io.nodememory.query.completion.Suggestion;
import io.nodememory.query.source.Lexer;
import io.nodememory.query.source.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Completion for expressions of the typed view: types, symbols and members of the kernel in the open image. */
public final class InspectCompletion {
    /** The largest number of suggestions. */
    private static final int MOST = 200;

    private static final int DEEPEST = 8;

    private final OpenView view;

    public InspectCompletion(OpenView view) {
        this.view = view;
    }

    /** @param text from the start of the line to the cursor */
    public List<Suggestion> complete(String text) {
        if (view.image() == null) {
            return List.of();
        }
        try {
            List<Token> tokens = Lexer.scan(text);
            Token last = tokens.get(tokens.size() - 1);
            return last.kind() == Token.Kind.UNCLOSED ? names(text, tokens, last) : members(text, tokens);
        } catch (BadInputException | MissingSymbolException | UnreadableMemoryException e) {
            // The expression is unfinished
            return List.of();
        }
    }

    private List<Suggestion> names(String text, List<Token> tokens, Token quoted) {
        int start = quoted.start() + 1;
        String prefix = text.substring(Math.min(start, text.length()));
        int argument = 0;
        for (int i = tokens.size() - 2; i > 0; i--) {
            Token token = tokens.get(i);
            if (token.kind() == Token.Kind.SEPARATOR) {
                argument++;
            } else if (token.is(text, "(")) {
                return names(tokens.get(i - 1).in(text), argument, textBefore(text, tokens), prefix, start);
            }
        }
        return List.of();
    }

    /** The last finished string, which names the struct of a member. */
    private static String textBefore(String text, List<Token> tokens) {
        return tokens.stream()
                .filter(token -> token.kind() == Token.Kind.STRING)
                .reduce((a, b) -> b)
                .map(token -> text.substring(token.start() + 1, token.end() - 1))
                .orElse("");
    }

    private List<Suggestion> names(String function, int argument, String before, String prefix, int start) {
        Symbols symbols = view.image().kernel().symbols();
        boolean list = function.equals(ViewFunction.LIST_FOR_EACH.word());
        Stream<String> found;
        if ((function.equals(ViewFunction.STRUCT.word()) && argument == 0) || (list && argument == 1)) {
            found = symbols.structNames().filter(name -> !name.startsWith("unnamed_"));
        } else if (list && argument == 2) {
            found = links(before);
        } else {
            found = symbols.symbols().map(Symbols.Symbol::name);
        }
        return found.filter(name -> name.startsWith(prefix))
                .distinct()
                .sorted()
                .limit(MOST)
                .map(name -> new Suggestion(name, "values", "", start))
                .toList();
    }

    private Stream<String> links(String struct) {
        Types types = view.image().kernel().types();
        return types.require(struct).members().stream()
                .filter(member -> member.type().equals(new Type.Reference("list_head")))
                .map(Member::name);
    }

    private List<Suggestion> members(String text, List<Token> tokens) {
        Token last = tokens.get(tokens.size() - 1);
        boolean begun = last.kind() == Token.Kind.NAME;
        int dot = tokens.size() - (begun ? 2 : 1);
        if (dot < 1 || !tokens.get(dot).is(text, ".")) {
            return List.of();
        }
        Value of = view.inspector().evaluate(text.substring(0, tokens.get(dot).start()));
        Item item = of instanceof Value.Memory memory
                ? memory.item()
                : of instanceof Value.Elements elements && !elements.items().isEmpty()
                        ? elements.items().get(0)
                        : null;
        if (item == null) {
            return List.of();
        }
        String prefix = begun ? last.in(text) : "";
        int start = begun ? last.start() : text.length();
        List<Suggestion> suggestions = new ArrayList<>();
        collect(item, prefix, start, 0, suggestions);
        return suggestions;
    }

    private static void collect(Item item, String prefix, int start, int depth, List<Suggestion> suggestions) {
        for (Member member : item.members()) {
            Item inner = new Item(item.types(), member.type(), item.address());
            if (member.anonymous() && depth < DEEPEST) {
                collect(inner, prefix, start, depth + 1, suggestions);
            } else if (member.name().startsWith(prefix)) {
                suggestions.add(new Suggestion(member.name(), "members", inner.declaration(), start));
            }
        }
    }
}
