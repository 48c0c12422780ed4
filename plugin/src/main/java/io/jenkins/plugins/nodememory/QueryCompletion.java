package io.jenkins.plugins.nodememory;

import io.nodememory.kernel.table.Tables;
import io.nodememory.query.catalogue.Catalogue;
import io.nodememory.query.completion.Completion;
import io.nodememory.query.completion.Suggestion;
import java.util.List;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;

/** Completion for the query box of a page: names of tables, columns and operations. */
final class QueryCompletion {
    private static final int MOST_TEXT = 16 * 1024;
    private static final int MOST_ITEMS = 12;

    private QueryCompletion() {}

    /** @param cursor offset in the text */
    static JSONObject at(String text, int cursor) {
        JSONArray items = new JSONArray();
        int start = cursor;
        if (text.length() <= MOST_TEXT) {
            Completion completion = new Completion(new Catalogue(Tables.ALL), (table, column, prefix) -> List.of());
            List<Suggestion> all = completion.complete(text, cursor);
            for (Suggestion suggestion : all.subList(0, Math.min(MOST_ITEMS, all.size()))) {
                start = suggestion.start();
                JSONObject item = new JSONObject();
                item.put("value", suggestion.value());
                item.put("help", suggestion.help());
                items.add(item);
            }
        }
        JSONObject answer = new JSONObject();
        answer.put("start", start);
        answer.put("items", items);
        return answer;
    }
}
