import com.brievio.fixtures.endpoint.Defect;
import com.brievio.fixtures.endpoint.FaithfulEndpoint;
import com.brievio.fixtures.simulation.Pace;

/** Starts the faithful OpenAI-compatible endpoint, which here stands for a server that speaks chat. */
class Faithful {
    public static void main(String[] args) throws Exception {
        FaithfulEndpoint endpoint = FaithfulEndpoint.start("sk-test", Pace.INSTANT, Defect.NONE);
        System.out.println("listening on " + endpoint.baseUrl());
        Thread.sleep(Long.MAX_VALUE);
    }
}
