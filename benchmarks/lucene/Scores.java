import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.Version;

/**
 * Reads documents and queries, a line each, and prints the scores that Lucene gives.
 *
 * <pre>
 * d a b*3 _*50         a document: tokens in order, a token repeated by *; "d" alone has no token
 * q or 20 a b^2.5      a query: its kind (term, or, and, phrase, maybe), how many hits, terms with their boosts
 * </pre>
 *
 * For each query a line: pairs of document number (from 0) and score, best first, the score as the bits of a float.
 * In "maybe" the first term must be there and the others may.
 */
public class Scores {
  private static final String FIELD = "text";
  private static final float K1 = 1.5f;
  private static final float B = 0.75f;

  public static void main(String[] arguments) throws Exception {
    List<String> queries = new ArrayList<>();
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    IndexWriterConfig config = new IndexWriterConfig().setSimilarity(new BM25Similarity(K1, B));
    try (IndexWriter writer = new IndexWriter(directory, config);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("q ")) {
          queries.add(line.substring(2));
        } else {
          writer.addDocument(document(line.substring(1).trim()));
        }
      }
      writer.forceMerge(1); // keeps their order
    }
    System.out.println(Version.LATEST);
    IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
    searcher.setSimilarity(new BM25Similarity(K1, B));
    for (String query : queries) {
      StringBuilder found = new StringBuilder();
      String[] parts = query.split(" ");
      for (ScoreDoc hit : searcher.search(parse(parts), Integer.parseInt(parts[1])).scoreDocs) {
        found.append(hit.doc).append(' ').append(Float.floatToIntBits(hit.score)).append(' ');
      }
      System.out.println(found.toString().trim());
    }
  }

  private static Document document(String tokens) {
    Document document = new Document();
    if (!tokens.isEmpty()) {
      document.add(new TextField(FIELD, new Tokens(tokens)));
    }
    return document;
  }

  private static Query parse(String[] parts) {
    if (parts[0].equals("phrase")) {
      PhraseQuery.Builder phrase = new PhraseQuery.Builder();
      for (int number = 2; number < parts.length; number++) {
        phrase.add(new Term(FIELD, parts[number]));
      }
      return phrase.build();
    }
    if (parts[0].equals("term")) {
      return term(parts[2]);
    }
    BooleanQuery.Builder clauses = new BooleanQuery.Builder();
    for (int number = 2; number < parts.length; number++) {
      boolean must = parts[0].equals("and") || parts[0].equals("maybe") && number == 2;
      clauses.add(term(parts[number]), must ? Occur.MUST : Occur.SHOULD);
    }
    return clauses.build();
  }

  private static Query term(String text) {
    String[] parts = text.split("\\^");
    Query query = new TermQuery(new Term(FIELD, parts[0]));
    return parts.length == 1 ? query : new BoostQuery(query, Float.parseFloat(parts[1]));
  }

  /** The tokens of a document line. */
  private static final class Tokens extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final Iterator<String> runs;
    private String text = "";
    private int left = 0;

    Tokens(String line) {
      runs = List.of(line.split(" ")).iterator();
    }

    @Override
    public boolean incrementToken() {
      if (left == 0) {
        if (!runs.hasNext()) {
          return false;
        }
        String[] run = runs.next().split("\\*");
        text = run[0];
        left = run.length == 1 ? 1 : Integer.parseInt(run[1]);
      }
      clearAttributes();
      term.setEmpty().append(text);
      left--;
      return true;
    }
  }
}
