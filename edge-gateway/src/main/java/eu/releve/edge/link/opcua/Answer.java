package eu.releve.edge.link.opcua;

import eu.releve.edge.link.Reply;
import java.util.List;
import java.util.OptionalLong;

/** What became of a question. */
public sealed interface Answer {
  /**
   * The server answered.
   *
   * @param readings one a node, in the order of the question.
   * @param serverMillis the server's clock when it answered; nothing where it does not say.
   * @param bootMillis when the answer arrived.
   */
  record Given(List<NodeReading> readings, OptionalLong serverMillis, long bootMillis)
      implements Answer {
    public Given {
      readings = List.copyOf(readings);
    }
  }

  /**
   * It did not.
   *
   * @param why silence, refusal, cut or unreachable.
   */
  record Failed(Reply why) implements Answer {}
}
