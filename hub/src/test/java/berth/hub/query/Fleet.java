package berth.hub.query;

import berth.core.json.JsonObject;
import berth.hub.Json;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Documents by place, and how many were read.
final class Fleet implements QueryRows {
    private final SortedMap<String, JsonObject> documents = new TreeMap<>();
    int read;

    Fleet put(String place, String json) {
        return put(place, Json.object(json));
    }

    Fleet put(String place, JsonObject document) {
        documents.put(place, document);
        return this;
    }

    @Override
    public List<Row> after(String after, int limit) {
        return counted(
                documents.tailMap(after + "\0").entrySet().stream()
                        .limit(limit)
                        .map(entry -> new Row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    @Override
    public List<Row> of(String deviceId) {
        return counted(
                documents.entrySet().stream()
                        .filter(entry -> entry.getKey().split("/", 2)[0].equals(deviceId))
                        .map(entry -> new Row(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private List<Row> counted(List<Row> rows) {
        read += rows.size();
        return rows;
    }
}
