import "../ui/tokens.css";
import "../app/font.css";
