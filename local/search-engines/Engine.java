import java.util.Arrays;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/** One OpenSearch node in the foreground until SIGTERM: `Engine <home> <module classes, comma-separated> key=value...`. */
public final class Engine {
  public static void main(String[] args) throws Exception {
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.onBuild((number, settings) -> {
      Arrays.stream(args).skip(2).forEach(pair -> {
        int equals = pair.indexOf('=');
        String key = pair.substring(0, equals);
        String value = pair.substring(equals + 1);
        if (key.equals("node.roles")) settings.putList(key, value.split(","));
        else settings.put(key, value);
      });
    });
    runner.build(OpenSearchRunner.newConfigs()
        .basePath(args[0])
        .clusterName("baikonur-local")
        .numOfNode(1)
        .moduleTypes(args[1])
        .useLogger());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        runner.close();
      } catch (Exception e) {
        e.printStackTrace();
      }
    }));
    Thread.currentThread().join();
  }
}
