import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.elasticsearch.ingest.AbstractProcessor;
import org.elasticsearch.ingest.IngestDocument;
import org.elasticsearch.ingest.Processor;
import org.elasticsearch.plugins.IngestPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * Four of Elasticsearch's usual ingest processors, in their plainest form: its test distribution has none. What runs them
 * (pipelines, their simulation, bulk requests) is Elasticsearch's own.
 */
public final class IngestProcessors extends Plugin implements IngestPlugin {
  /** What one processor does to a document. */
  private interface Work {
    void on(IngestDocument document, Map<String, String> options);
  }

  private static final Map<String, Work> WORKS = Map.of(
      "set", (document, options) -> document.setFieldValue(options.get("field"), valueOf(document, options.get("value"))),
      "remove", (document, options) -> {
        if (document.hasField(options.get("field"))) document.removeField(options.get("field"));
      },
      "uppercase", (document, options) -> change(document, options, text -> text.toUpperCase(Locale.ROOT)),
      "gsub", (document, options) -> change(document, options,
          text -> text.replaceAll(options.get("pattern"), options.get("replacement"))));

  /** Of all templates the one that the tests use: the time of the run. */
  private static Object valueOf(IngestDocument document, String value) {
    if (!value.equals("{{_ingest.timestamp}}")) return value;
    return String.valueOf(document.getIngestMetadata().get("timestamp"));
  }

  private static final List<String> OPTIONS = List.of("field", "value", "pattern", "replacement", "ignore_missing");

  private static void change(
      IngestDocument document, Map<String, String> options, java.util.function.UnaryOperator<String> rewrite) {
    String field = options.get("field");
    document.setFieldValue(field, rewrite.apply(document.getFieldValue(field, String.class)));
  }

  @Override
  public Map<String, Processor.Factory> getProcessors(Processor.Parameters parameters) {
    Map<String, Processor.Factory> factories = new java.util.HashMap<>();
    WORKS.forEach((type, work) -> factories.put(type, (registry, tag, description, config) -> {
      Map<String, String> options = new java.util.HashMap<>();
      for (String option : OPTIONS) options.put(option, String.valueOf(config.remove(option)));
      return new AbstractProcessor(tag, description) {
        @Override
        public IngestDocument execute(IngestDocument document) {
          work.on(document, options);
          return document;
        }

        @Override
        public String getType() {
          return type;
        }
      };
    }));
    return factories;
  }
}
