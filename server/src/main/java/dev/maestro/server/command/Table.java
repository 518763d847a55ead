package dev.maestro.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Documents as aligned lines under a head. Threads: confined to one. */
final class Table {
    private static final int GAP = 2;
    private static final int NARROWEST = 8;

    private final List<Column> columns;
    private final List<List<String>> rows;
    private final int[] widths;

    private Table(List<Column> columns, List<List<String>> rows) {
        this.columns = columns;
        this.rows = rows;
        this.widths = IntStream.range(0, columns.size())
                .map(i -> rows.stream()
                        .mapToInt(row -> Cells.width(row.get(i)))
                        .reduce(columns.get(i).head().length(), Math::max))
                .toArray();
    }

    static void print(List<Column> columns, List<JsonNode> documents, Output output) {
        List<List<String>> rows = documents.stream()
                .map(document -> columns.stream()
                        .map(column -> column.cell().apply(document))
                        .toList())
                .toList();
        Table table = new Table(columns, rows);
        table.narrow(output.width());
        table.print(output);
    }

    /** Takes what is too much from the widest columns that may be cut, down to what says something still. */
    private void narrow(OptionalInt width) {
        if (width.isEmpty()) {
            return;
        }
        int over = IntStream.of(widths).sum() + GAP * (widths.length - 1) - width.getAsInt();
        while (over > 0) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean cuttable = columns.get(i).kind() == Column.Kind.TEXT && widths[i] > NARROWEST;
                if (cuttable && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return;
            }
            widths[widest]--;
            over--;
        }
    }

    private void print(Output output) {
        Paint paint = new Paint(output.colours());
        List<String> head = columns.stream().map(Column::head).toList();
        output.out().println(paint.of(Paint.Colour.BOLD, line(head, new Paint(false))));
        rows.forEach(row -> output.out().println(line(row, paint)));
        output.out().flush();
    }

    private String line(List<String> cells, Paint paint) {
        StringBuilder line = new StringBuilder();
        int last = columns.size() - 1;
        for (int i = 0; i <= last; i++) {
            String cut = Cells.cut(cells.get(i), widths[i]);
            String cell = i == last ? cut : Cells.padded(cut, widths[i] + GAP);
            line.append(columns.get(i).kind() == Column.Kind.STATUS ? paint.status(cell) : cell);
        }
        return line.toString().stripTrailing();
    }
}
